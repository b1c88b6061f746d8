/// Help is wrapped to the terminal by the argument parser, which takes each line of a text for a paragraph.
extension String {
    /// The same text with the lines of each paragraph joined. Indented lines and headings in capitals stay as they are.
    var paragraphs: String {
        var lines: [String] = []
        var isOpen = false
        for line in split(separator: "\n", omittingEmptySubsequences: false) {
            let isProse = !line.isEmpty && line.first != " " && line != line.uppercased()
            if isProse, isOpen, let last = lines.indices.last {
                lines[last] += " \(line)"
            } else {
                lines.append(String(line))
            }
            isOpen = isProse
        }
        return lines.joined(separator: "\n")
    }
}
