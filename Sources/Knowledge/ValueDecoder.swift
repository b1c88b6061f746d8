/// How a field's value is turned into words.
enum ValueDecoder: String, Sendable, Hashable {
    case none
}
