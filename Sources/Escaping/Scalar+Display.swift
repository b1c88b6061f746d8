extension Unicode.Scalar {
    /// Whether the scalar acts on a display instead of showing, or shows nothing: control characters, bidirectional
    /// controls, zero-width and other ignorable characters, separators, variation selectors, tags.
    ///
    /// Listed rather than asked of the standard library, so that output is the same under every version of it.
    var isHidden: Bool {
        switch value {
        case 0x20...0x7E: false
        case 0...0x1F, 0x7F...0x9F, 0xAD: true
        case 0xA0...0x34E: false
        case 0x600...0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD: true
        case 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F: true
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
        case 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB: true
        case 0x13430...0x1345F, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE0FFF: true
        default: value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value)
        }
    }

    /// Whether the scalar looks like the space that it is not, or has no agreed look: odd spaces, the empty Braille
    /// pattern, private use.
    var isUnclear: Bool {
        switch value {
        case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x2800, 0x3000: true
        case 0xE000...0xF8FF, 0xF0000...0x10FFFF: true
        default: false
        }
    }

    /// Whether the scalar joins the character before it.
    package var isCombining: Bool {
        if value < 0x300 { return false }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: return true
        default: return false
        }
    }
}
