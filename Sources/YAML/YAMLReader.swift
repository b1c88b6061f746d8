internal import CLibYAML

/// Reads YAML into nodes. Only the plain part of YAML is let in: scalars, lists and maps with distinct scalar keys;
/// anchors, aliases and tags are refused, size, depth and number of parts are bounded.
package final class YAMLReader {
    /// What a file may hold at most.
    package struct Limits: Sendable {
        package var bytes: Int
        package var depth: Int
        package var nodes: Int

        package init(bytes: Int = 256 * 1024, depth: Int = 8, nodes: Int = 20_000) {
            self.bytes = bytes
            self.depth = depth
            self.nodes = nodes
        }
    }

    private let limits: Limits
    private let bytes: UnsafeBufferPointer<UInt8>
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private var nodes = 0

    /// Reads the only document in `bytes`.
    package static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: Limits = Limits()
    ) throws(YAMLError) -> YAMLNode {
        let reader = try YAMLReader(bytes, limits: limits)
        guard let root = try reader.readDocumentStart() else {
            throw YAMLError(.structure, line: 1, column: 1, message: "the file is empty")
        }
        let node = try reader.readNode(depth: 1, started: root)
        guard try reader.readDocumentEnd() == nil else {
            throw reader.fault("there is a second document in the file; only one is allowed")
        }
        return node
    }

    /// Reads all documents in `bytes`; there may be none.
    package static func readAll(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: Limits = Limits()
    ) throws(YAMLError) -> [YAMLNode] {
        let reader = try YAMLReader(bytes, limits: limits)
        var documents: [YAMLNode] = []
        var next = try reader.readDocumentStart()
        while let root = next {
            documents.append(try reader.readNode(depth: 1, started: root))
            next = try reader.readDocumentEnd()
        }
        return documents
    }

    /// Reads the value of the document's first key alone when that key is `key`; the rest is not looked at.
    package static func readFirst(
        _ key: String, in bytes: UnsafeBufferPointer<UInt8>
    ) throws(YAMLError) -> YAMLNode? {
        let reader = try YAMLReader(bytes, limits: Limits())
        guard let root = try reader.readDocumentStart(), root == YAML_MAPPING_START_EVENT else { return nil }
        guard try reader.next() == YAML_SCALAR_EVENT, reader.scalarText == key else { return nil }
        return try reader.readNode(depth: 2, started: reader.next())
    }

    private init(_ whole: UnsafeBufferPointer<UInt8>, limits: Limits) throws(YAMLError) {
        self.limits = limits
        // Editors of other systems put a byte order mark there.
        let hasMark = whole.starts(with: [0xEF, 0xBB, 0xBF])
        bytes = hasMark ? UnsafeBufferPointer(rebasing: whole[3...]) : whole
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        event.initialize(to: yaml_event_t())
        // From here on `deinit` frees everything, also when this initialiser throws.
        guard bytes.count <= limits.bytes else {
            throw YAMLError(
                .tooLarge, message: "the file has \(bytes.count) bytes; at most \(limits.bytes) are read")
        }
        guard yaml_parser_initialize(parser) == 1 else {
            throw YAMLError(.tooLarge, message: "memory is short")
        }
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    /// The next event; the one before is freed.
    private func next() throws(YAMLError) -> yaml_event_type_t {
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else { throw syntaxError() }
        return event.pointee.type
    }

    /// The event that starts the document's root; `nil` when there is no document.
    private func readDocumentStart() throws(YAMLError) -> yaml_event_type_t? {
        while true {
            let type = try next()
            switch type {
            case YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT: continue
            case YAML_STREAM_END_EVENT: return nil
            default: return type
            }
        }
    }

    /// The event that starts the next document's root; `nil` when there is none.
    private func readDocumentEnd() throws(YAMLError) -> yaml_event_type_t? {
        while true {
            let type = try next()
            switch type {
            case YAML_DOCUMENT_END_EVENT, YAML_DOCUMENT_START_EVENT: continue
            case YAML_STREAM_END_EVENT: return nil
            default: return type
            }
        }
    }

    private func readNode(
        depth: Int, started type: yaml_event_type_t
    ) throws(YAMLError) -> YAMLNode {
        nodes += 1
        guard nodes <= limits.nodes else {
            throw fault("the file has more than \(limits.nodes) parts", code: .tooLarge)
        }
        guard depth <= limits.depth else {
            throw fault(
                "lists and maps are nested deeper than \(limits.depth) levels", code: .tooLarge)
        }
        try refuseProperties(type)
        let line = Int(event.pointee.start_mark.line) + 1
        let column = Int(event.pointee.start_mark.column) + 1
        let content: YAMLNode.Content
        switch type {
        case YAML_SCALAR_EVENT: content = .scalar(scalarText)
        case YAML_SEQUENCE_START_EVENT: content = try readList(depth: depth)
        case YAML_MAPPING_START_EVENT: content = try readMap(depth: depth)
        default: throw fault("a value is missing here")
        }
        return YAMLNode(content: content, line: line, column: column)
    }

    private func readList(depth: Int) throws(YAMLError) -> YAMLNode.Content {
        var items: [YAMLNode] = []
        while true {
            let type = try next()
            if type == YAML_SEQUENCE_END_EVENT { return .list(items) }
            items.append(try readNode(depth: depth + 1, started: type))
        }
    }

    private func readMap(depth: Int) throws(YAMLError) -> YAMLNode.Content {
        var pairs: [(key: YAMLNode, value: YAMLNode)] = []
        while true {
            let type = try next()
            if type == YAML_MAPPING_END_EVENT { return .map(pairs) }
            guard type == YAML_SCALAR_EVENT else { throw fault("a key must be a single word") }
            let key = try readNode(depth: depth + 1, started: type)
            if let earlier = pairs.first(where: { $0.key.scalar == key.scalar }) {
                throw YAMLError(
                    .structure, line: key.line, column: key.column,
                    message:
                        "the key `\(key.scalar ?? "")` comes twice; the first is in line \(earlier.key.line)")
            }
            let value = try readNode(depth: depth + 1, started: next())
            pairs.append((key, value))
        }
    }

    private func refuseProperties(_ type: yaml_event_type_t) throws(YAMLError) {
        let (anchor, tag): (UnsafeMutablePointer<yaml_char_t>?, UnsafeMutablePointer<yaml_char_t>?)
        switch type {
        case YAML_ALIAS_EVENT:
            throw fault(
                "aliases (`*name`) are not allowed; quote a value that starts with `*`", code: .unsupported)
        case YAML_SCALAR_EVENT:
            (anchor, tag) = (event.pointee.data.scalar.anchor, event.pointee.data.scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            (anchor, tag) = (event.pointee.data.sequence_start.anchor, event.pointee.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT:
            (anchor, tag) = (event.pointee.data.mapping_start.anchor, event.pointee.data.mapping_start.tag)
        default: return
        }
        if anchor != nil {
            throw fault(
                "anchors (`&name`) are not allowed; quote a value that starts with `&`", code: .unsupported)
        }
        if tag != nil {
            throw fault(
                "tags (`!name`) are not allowed; quote a value that starts with `!`", code: .unsupported)
        }
    }

    private var scalarText: String {
        let scalar = event.pointee.data.scalar
        return String(
            decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    }

    /// A fault at the event at hand.
    private func fault(_ message: String, code: YAMLError.Code = .syntax) -> YAMLError {
        let mark = event.pointee.start_mark
        return YAMLError(
            code, line: Int(mark.line) + 1, column: Int(mark.column) + 1, message: message)
    }

    private func syntaxError() -> YAMLError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "cannot be read"
        let context = parser.pointee.context.map { String(cString: $0) }
        if parser.pointee.error == YAML_READER_ERROR {
            let at = Int(parser.pointee.problem_offset)
            let before = bytes.prefix(at)
            let line = before.count { $0 == UInt8(ascii: "\n") } + 1
            let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            // Characters, as for all other faults: bytes that begin one.
            let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
            return YAMLError(
                .syntax, line: line, column: column, message: "not UTF-8 text", cause: problem)
        }
        let mark = parser.pointee.problem_mark
        return YAMLError(
            .syntax, line: Int(mark.line) + 1, column: Int(mark.column) + 1,
            message: "not valid YAML: \(problem)", cause: context)
    }
}
