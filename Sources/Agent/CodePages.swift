internal import Glibc

/// The pages of program code that are in memory.
enum CodePages {
    /// Gives back the pages that start-up needed: reading flags takes more code than waiting for alerts does. Code that
    /// runs again comes back from the page cache by itself.
    static func giveBack() {
        for line in lines(of: "/proc/self/maps") {
            // 55d0c8a00000-55d0c9400000 r-xp 002e9000 fe:00 131 /usr/bin/falconer
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            // Code is never written to, so that nothing in these pages can be lost; other pages may hold relocations.
            guard words.count >= 6, words[1] == "r-xp", words[5].hasPrefix("/") else { continue }
            let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, ends[0] < ends[1] else { continue }
            madvise(UnsafeMutableRawPointer(bitPattern: ends[0]), Int(ends[1] - ends[0]), MADV_DONTNEED)
        }
    }

    private static func lines(of path: String) -> [Substring] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { bytes in
                let room = UnsafeMutableRawBufferPointer(rebasing: bytes[count...])
                return read(descriptor, room.baseAddress, room.count)
            }
            if got <= 0 { break }
            count += got
        }
        return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
    }
}
