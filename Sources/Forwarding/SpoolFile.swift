internal import Glibc

/// A file of a spool, closed when nobody has it any more.
final class SpoolFile: Sendable {
    let number: Int32

    init(owning number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Writes all of `bytes` there; `false` with the reason in `errno`.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                number, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            if count == 0 { errno = ENOSPC }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    /// Reads as many bytes from there as there are, at most `count`; `nil` with the reason in `errno`.
    func read(_ count: Int, at offset: Int, into bytes: inout [UInt8]) -> Bool {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
        bytes.append(contentsOf: repeatElement(0, count: count))
        var done = 0
        while done < count {
            let read = bytes.withUnsafeMutableBytes {
                pread(number, $0.baseAddress.map { $0 + done }, count - done, off_t(offset + done))
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { return false }
            if read == 0 { break }
            done += read
        }
        bytes.removeLast(count - done)
        return true
    }

    /// The file's length in bytes.
    var size: Int {
        var status = stat()
        return fstat(number, &status) == 0 ? Int(status.st_size) : 0
    }
}
