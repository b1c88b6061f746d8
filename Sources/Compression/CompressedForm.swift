/// How bytes are compressed, told by how they begin and never by a file's name.
package enum CompressedForm: String, Sendable, CaseIterable {
    case gzip, zstd

    /// The longest beginning that tells a form.
    package static let longestMagic = 6

    /// Bytes that it begins with.
    var magic: [UInt8] {
        switch self {
        case .gzip: [0x1F, 0x8B]
        case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
        }
    }

    /// What a beginning tells.
    package enum Sign: Sendable, Hashable {
        case form(CompressedForm)
        /// Compressed in a way that is not read here; the program that reads it.
        case foreign(String)
        /// More bytes are needed to tell.
        case open
        case none
    }

    private static let foreign: [(magic: [UInt8], program: String)] = [
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xzcat"), ([0x42, 0x5A, 0x68], "bzcat"),
        ([0x04, 0x22, 0x4D, 0x18], "lz4cat"), ([0x50, 0x4B, 0x03, 0x04], "unzip -p"),
    ]

    /// What the first bytes of an input tell.
    package static func sign(of bytes: some Collection<UInt8>) -> Sign {
        var isOpen = false
        func fits(_ magic: [UInt8]) -> Bool {
            guard zip(bytes, magic).allSatisfy({ $0 == $1 }) else { return false }
            if bytes.count >= magic.count { return true }
            isOpen = true
            return false
        }
        for form in allCases where fits(form.magic) { return .form(form) }
        for (magic, program) in foreign where fits(magic) { return .foreign(program) }
        // A frame of zstd to be passed over: sixteen magics. It may stand before one with data.
        if let first = bytes.first, 0x50...0x5F ~= first, fits([first, 0x2A, 0x4D, 0x18]) {
            return .form(.zstd)
        }
        return isOpen ? .open : .none
    }
}
