import Foundation
import Testing

/// What house style can be held to by a machine.
struct ShapeTests {
    /// Lines of a function, its signature and closing brace included.
    static let functionLinesMax = 70
    /// Lines of a file; beyond it the file is split by aspect.
    static let fileLinesMax = 400
    static let columnsMax = 125

    @Test(arguments: SourceFile.sources)
    func `no file is longer than a reader keeps in mind`(file: SourceFile) {
        #expect(file.lines.count <= Self.fileLinesMax, "\(file.path) has \(file.lines.count) lines")
    }

    @Test(arguments: SourceFile.sources + SourceFile.tests)
    func `no line runs off the page`(file: SourceFile) {
        var isText = false
        for (number, line) in file.lines.enumerated() {
            if line.contains("\"\"\"") { isText.toggle() }
            guard !isText, !line.contains("://") else { continue }
            #expect(line.count <= Self.columnsMax, "\(file.path):\(number + 1) has \(line.count) columns")
        }
    }

    @Test(arguments: SourceFile.sources)
    func `no function is longer than a screen`(file: SourceFile) {
        for (name, start, length) in Self.functions(of: file) {
            #expect(length <= Self.functionLinesMax, "\(file.path):\(start) \(name) has \(length) lines")
        }
    }

    @Test(arguments: SourceFile.sources + SourceFile.tests)
    func `nothing is left for later`(file: SourceFile) {
        let marks = ["TO" + "DO", "FIX" + "ME", "being " + "written\"", "not " + "implemented"]
        for (number, line) in file.lines.enumerated() {
            for mark in marks {
                #expect(!line.contains(mark), "\(file.path):\(number + 1) says \(mark)")
            }
        }
    }

    @Test(arguments: SourceFile.sources)
    func `nothing between the targets is public`(file: SourceFile) {
        for (number, line) in file.lines.enumerated() {
            let code = line.trimmingCharacters(in: .whitespaces)
            #expect(!code.hasPrefix("public "), "\(file.path):\(number + 1) is public")
        }
    }

    @Test(arguments: SourceFile.sources)
    func `a type that crosses targets says what it is`(file: SourceFile) {
        for (number, line) in file.lines.enumerated() {
            let code = line.trimmingCharacters(in: .whitespaces)
            let kinds = ["struct", "enum", "class", "final class", "protocol", "typealias"]
            guard kinds.contains(where: { code.hasPrefix("package \($0) ") }), number > 0 else { continue }
            var above = number - 1
            while above > 0, file.lines[above].trimmingCharacters(in: .whitespaces).hasPrefix("@") {
                above -= 1
            }
            let comment = file.lines[above].trimmingCharacters(in: .whitespaces)
            let isDocumented = comment.hasPrefix("///")
            let isWitness = code.contains("static func ==") || code.contains("func hash(into")
            let isNested = code.hasPrefix("package struct Receipt") || code.hasPrefix("package struct Input")
            #expect(isDocumented || isWitness || isNested, "\(file.path):\(number + 1) has no doc comment")
        }
    }

    /// The functions of a file with their first line and length, found by indentation, which the formatter keeps.
    private static func functions(of file: SourceFile) -> [(name: String, start: Int, length: Int)] {
        var found: [(String, Int, Int)] = []
        for (number, line) in file.lines.enumerated() {
            let code = line.drop { $0 == " " }
            let words = code.split(separator: " ")
            guard let place = words.firstIndex(of: "func"), place < 5, place + 1 < words.count else {
                continue
            }
            guard !code.hasPrefix("//") else { continue }
            let indentation = line.prefix { $0 == " " }
            let end = file.lines[number...].firstIndex { $0 == indentation + "}" }
            let isOneLine = line.hasSuffix("}") && line.contains("{")
            guard let end, !isOneLine else { continue }
            found.append((String(words[place + 1].prefix { $0 != "(" }), number + 1, end - number + 1))
        }
        return found
    }
}
