// Rows of a `CompactPlaybook`: numbers alone, which lie in memory as they are.

extension CompactPlaybook {
    /// The longest text that a playbook may hold, in bytes.
    package static let longestText = 16 * 1024

    /// Some of the buffer.
    package struct Passage: Sendable, BitwiseCopyable {
        package let start: UInt32
        package let count: UInt16
        /// Whether JSON takes it as it is.
        package let isPlain: Bool
    }

    package struct Template: Sendable, BitwiseCopyable {
        /// Of its segments among the playbook's.
        package let first: UInt32
        package let count: UInt16
        /// How long the words in it are together, at most 65,535.
        package let length: UInt16
    }

    /// Words, or a place for a value. Eight bytes: all playbooks together have 24,000 of them.
    package struct Segment: Sendable, BitwiseCopyable {
        package enum Source: Sendable, BitwiseCopyable {
            /// In a command with the number of what they mean for what comes next.
            case words(UInt8)
            /// The value of the field of that number.
            case field(UInt16)
            case derived(DerivedWord)
        }
        private let startLow: UInt16
        /// The text's length, and in the top bit whether JSON takes it as it is.
        private let shape: UInt16
        package let source: Source
        /// `noText` where there is no text at all without the value.
        package let startHigh: UInt8

        package static let noText = UInt8.max

        /// - Parameter text: words of ours, or what stands for a value that is missing; `nil` when nothing can.
        init(_ source: Source, _ text: Passage?) {
            self.source = source
            let start = text?.start ?? UInt32(Self.noText) << 16
            precondition(text == nil || start >> 16 < Self.noText)
            startLow = UInt16(truncatingIfNeeded: start)
            startHigh = UInt8(start >> 16)
            shape = (text?.count ?? 0) | (text?.isPlain ?? true ? 0x8000 : 0)
        }

        /// Empty when there is none.
        var text: Passage {
            Passage(
                start: startHigh == Self.noText ? 0 : UInt32(startHigh) << 16 | UInt32(startLow),
                count: shape & 0x7FFF, isPlain: shape & 0x8000 != 0)
        }
    }

    /// What must hold for an item to be shown. Items name it by its number among the playbook's.
    package struct Check: Sendable, Hashable, BitwiseCopyable {
        package let required: FactSet
        package let forbidden: FactSet
        /// Of its tests among the playbook's.
        package let first: UInt16
        package let count: UInt16
    }

    package struct Test: Sendable, BitwiseCopyable {
        package enum Subject: Sendable, BitwiseCopyable {
            /// The field of that number.
            case field(UInt16)
            case derived(DerivedWord)
        }
        package enum Relation: Sendable, BitwiseCopyable { case isKnown, isAmong }
        package let subject: Subject
        package let relation: Relation
        /// Among the playbook's patterns, of those that the value may fit.
        package let first: UInt32
        package let count: UInt16
        /// Whether it must hold, or must not.
        package let isWanted: Bool
    }

    package struct Statement: Sendable, BitwiseCopyable {
        package let check: UInt16
        package let text: Template
    }

    package struct Cause: Sendable, BitwiseCopyable {
        package let check: UInt16
        package let cause: Template
        package let test: Template
    }

    package struct Step: Sendable, BitwiseCopyable {
        package let check: UInt16
        package let action: Template
        package let why: Template
        package let undo: Template?
        /// Among the steps' commands.
        package let command: UInt16?
    }

    package struct Command: Sendable, BitwiseCopyable {
        package let check: UInt16
        package let purpose: Template?
        package let run: Template
        package let place: Playbook.Command.Place
        package let disruptive: Bool
        package let needs: Passage?
        /// The client of a cloud that the command calls, which reads values in a way of its own.
        package let client: CloudClient?
    }

    package struct Tuning: @unchecked Sendable, BitwiseCopyable {
        package let advice: Template?
        /// Numbers of fields.
        package let keys: UnsafeBufferPointer<UInt16>
        package let context: UnsafeBufferPointer<UInt16>
        let macro: Passage?
    }
}
