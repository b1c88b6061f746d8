internal import CLibYAML

/// Reads one YAML document into nodes. Only the plain part of YAML is let in: scalars, lists and maps with distinct
/// scalar keys; anchors, aliases, tags and further documents are refused, size, depth and number of parts are bounded.
final class YAMLReader {
    static let sizeLimit = 256 * 1024
    static let depthLimit = 8
    static let nodeLimit = 20_000

    private let file: String
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private var nodes = 0

    /// Reads the document in `bytes`; `file` is its name in errors.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(KnowledgeError) -> YAMLNode {
        let reader = try YAMLReader(bytes, file: file)
        let root = try reader.readDocumentStart()
        guard let root else {
            throw KnowledgeError(.structure, file: file, line: 1, column: 1, message: "the file is empty")
        }
        let node = try reader.readNode(depth: 1, started: root)
        try reader.readEnd()
        return node
    }

    /// Reads the value of the document's first key alone when that key is `key`; the rest is not looked at.
    static func readFirst(
        _ key: String, in bytes: UnsafeBufferPointer<UInt8>, file: String
    ) throws(KnowledgeError) -> YAMLNode? {
        let reader = try YAMLReader(bytes, file: file)
        guard let root = try reader.readDocumentStart(), root == YAML_MAPPING_START_EVENT else { return nil }
        guard try reader.next() == YAML_SCALAR_EVENT, reader.scalarText == key else { return nil }
        return try reader.readNode(depth: 2, started: reader.next())
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(KnowledgeError) {
        self.file = file
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        event.initialize(to: yaml_event_t())
        // From here on `deinit` frees everything, also when this initialiser throws.
        guard bytes.count <= YAMLReader.sizeLimit else {
            throw KnowledgeError(
                .tooLarge, file: file,
                message: "the file has \(bytes.count) bytes; at most \(YAMLReader.sizeLimit) are read")
        }
        guard yaml_parser_initialize(parser) == 1 else {
            throw KnowledgeError(.tooLarge, file: file, message: "memory is short")
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
    private func next() throws(KnowledgeError) -> yaml_event_type_t {
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else { throw syntaxError() }
        return event.pointee.type
    }

    /// The event that starts the document's root; `nil` when there is no document.
    private func readDocumentStart() throws(KnowledgeError) -> yaml_event_type_t? {
        while true {
            let type = try next()
            switch type {
            case YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT: continue
            case YAML_STREAM_END_EVENT: return nil
            default: return type
            }
        }
    }

    private func readEnd() throws(KnowledgeError) {
        while true {
            switch try next() {
            case YAML_DOCUMENT_END_EVENT: continue
            case YAML_STREAM_END_EVENT: return
            default: throw fault("there is a second document in the file; only one is allowed")
            }
        }
    }

    private func readNode(
        depth: Int, started type: yaml_event_type_t
    ) throws(KnowledgeError) -> YAMLNode {
        nodes += 1
        guard nodes <= YAMLReader.nodeLimit else {
            throw fault("the file has more than \(YAMLReader.nodeLimit) parts", code: .tooLarge)
        }
        guard depth <= YAMLReader.depthLimit else {
            throw fault(
                "lists and maps are nested deeper than \(YAMLReader.depthLimit) levels", code: .tooLarge)
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

    private func readList(depth: Int) throws(KnowledgeError) -> YAMLNode.Content {
        var items: [YAMLNode] = []
        while true {
            let type = try next()
            if type == YAML_SEQUENCE_END_EVENT { return .list(items) }
            items.append(try readNode(depth: depth + 1, started: type))
        }
    }

    private func readMap(depth: Int) throws(KnowledgeError) -> YAMLNode.Content {
        var pairs: [(key: YAMLNode, value: YAMLNode)] = []
        while true {
            let type = try next()
            if type == YAML_MAPPING_END_EVENT { return .map(pairs) }
            guard type == YAML_SCALAR_EVENT else { throw fault("a key must be a single word") }
            let key = try readNode(depth: depth + 1, started: type)
            if let earlier = pairs.first(where: { $0.key.scalar == key.scalar }) {
                throw KnowledgeError(
                    .structure, file: file, line: key.line, column: key.column,
                    message:
                        "the key `\(key.scalar ?? "")` comes twice; the first is in line \(earlier.key.line)")
            }
            let value = try readNode(depth: depth + 1, started: next())
            pairs.append((key, value))
        }
    }

    private func refuseProperties(_ type: yaml_event_type_t) throws(KnowledgeError) {
        let (anchor, tag): (UnsafeMutablePointer<yaml_char_t>?, UnsafeMutablePointer<yaml_char_t>?)
        switch type {
        case YAML_ALIAS_EVENT:
            throw fault("aliases (`*name`) are not allowed; quote a value that starts with `*`")
        case YAML_SCALAR_EVENT:
            (anchor, tag) = (event.pointee.data.scalar.anchor, event.pointee.data.scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            (anchor, tag) = (event.pointee.data.sequence_start.anchor, event.pointee.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT:
            (anchor, tag) = (event.pointee.data.mapping_start.anchor, event.pointee.data.mapping_start.tag)
        default: return
        }
        if anchor != nil {
            throw fault("anchors (`&name`) are not allowed; quote a value that starts with `&`")
        }
        if tag != nil { throw fault("tags (`!name`) are not allowed; quote a value that starts with `!`") }
    }

    private var scalarText: String {
        let scalar = event.pointee.data.scalar
        return String(
            decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    }

    /// A fault at the event at hand.
    private func fault(_ message: String, code: KnowledgeError.Code = .syntax) -> KnowledgeError {
        let mark = event.pointee.start_mark
        return KnowledgeError(
            code, file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1, message: message)
    }

    private func syntaxError() -> KnowledgeError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "cannot be read"
        let context = parser.pointee.context.map { String(cString: $0) }
        if parser.pointee.error == YAML_READER_ERROR {
            let at = Int(parser.pointee.problem_offset)
            return KnowledgeError(
                .syntax, file: file, message: "not UTF-8 text at byte \(at)", cause: problem)
        }
        let mark = parser.pointee.problem_mark
        return KnowledgeError(
            .syntax, file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1,
            message: "not valid YAML: \(problem)", cause: context)
    }
}
