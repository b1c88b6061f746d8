/// Why compressed bytes cannot be read on.
package struct CompressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of fault. New codes may be added.
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable { case damaged, cutShort, trailing, windowTooLarge, outOfMemory }
        private let value: Value

        /// The bytes are not what the format demands, or their checksum is wrong.
        package static let damaged = Code(value: .damaged)
        /// They end in the middle.
        package static let cutShort = Code(value: .cutShort)
        /// Something else follows what was compressed.
        package static let trailing = Code(value: .trailing)
        /// Reading them would take more memory than is allowed.
        package static let windowTooLarge = Code(value: .windowTooLarge)
        /// Memory is short.
        package static let outOfMemory = Code(value: .outOfMemory)
    }

    package let code: Code
    /// What is wrong, in words.
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
