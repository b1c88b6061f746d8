/// Why a recording cannot be read on.
package struct RecordingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of fault. New codes may be added.
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable { case none, version, damaged, cutShort, unfinished }
        private let value: Value

        /// It is no recording.
        package static let none = Code(value: .none)
        /// It has a layout that is not known here.
        package static let version = Code(value: .version)
        /// A frame is not what its checksum says.
        package static let damaged = Code(value: .damaged)
        /// It ends within a frame.
        package static let cutShort = Code(value: .cutShort)
        /// It ends without saying so: whoever recorded it was killed, or records still.
        package static let unfinished = Code(value: .unfinished)
    }

    package let code: Code
    /// What is wrong, in words.
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
