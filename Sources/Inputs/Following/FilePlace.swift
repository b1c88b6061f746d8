internal import Glibc

/// A place in a file that can be found again: in the file itself under whatever name, and in a copy of it.
///
/// Device and inode tell a file while it exists; both are given to other files later, and devices are numbered anew at
/// each start of the system. So the place also knows the bytes at the file's beginning and those before the place.
struct FilePlace: Sendable, Hashable {
    /// Tells a file from others that exist at the same time.
    struct FileID: Sendable, Hashable {
        var device: UInt64
        var inode: UInt64

        init(device: UInt64, inode: UInt64) {
            self.device = device
            self.inode = inode
        }

        init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }

    /// Some bytes, known again by their number and a hash.
    struct Mark: Sendable, Hashable {
        /// Bytes of a mark, where there are as many.
        static let size = 512

        var count: Int
        var hash: UInt64

        init(count: Int, hash: UInt64) {
            self.count = count
            self.hash = hash
        }

        init(_ bytes: some Collection<UInt8>) {
            count = bytes.count
            // FNV-1a: nobody who may write the file needs to be kept from faking it.
            hash = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
    }

    var file: FileID
    /// Where the next line begins.
    var offset: Int
    /// The lines before it, counted from `firstLine`.
    var lines: Int
    /// Where lines are counted from: 0, unless the file was not read from its beginning.
    var firstLine: Int
    /// The first bytes of the file, no further than the place.
    var head: Mark
    /// The bytes before the place.
    var tail: Mark

    /// Before the first file: all that is written from now on comes after it.
    static let nothing = FilePlace(file: FileID(device: 0, inode: 0), beginning: 0)

    /// The beginning of a file, or of what is wanted of it.
    init(file: FileID, beginning: Int) {
        let nothing = Mark([])
        self.init(file: file, offset: beginning, lines: 0, firstLine: beginning, head: nothing, tail: nothing)
    }

    init(file: FileID, offset: Int, lines: Int, firstLine: Int, head: Mark, tail: Mark) {
        self.file = file
        self.offset = offset
        self.lines = lines
        self.firstLine = firstLine
        self.head = head
        self.tail = tail
    }

    /// Whether an open file has all that was before the place, as far as can be told: the same file, or a copy.
    func fits(_ file: stat, _ descriptor: Int32) -> Bool {
        // Without any bytes to know it by only the file itself is the file.
        guard head.count > 0 else { return FileID(file) == self.file && Int(file.st_size) >= offset }
        return isCopied(in: descriptor)
            && Mark(Self.bytes(descriptor, at: offset - tail.count, count: tail.count)) == tail
    }

    /// Whether an open file begins as this one does: what is in it is known, or a part of what is known.
    func isCopied(in descriptor: Int32) -> Bool {
        head.count > 0 && Mark(Self.bytes(descriptor, at: 0, count: head.count)) == head
    }

    /// So many bytes from there on, fewer at the file's end.
    static func bytes(_ descriptor: Int32, at offset: Int, count: Int) -> [UInt8] {
        guard count > 0, offset >= 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let start = buffer.baseAddress.map { $0 + filled }
                let got = pread(descriptor, start, count - filled, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                if got <= 0 { break }
                filled += got
            }
        }
    }
}
