import Foundation
import Testing

/// The project's Swift files, read as text.
struct SourceFile: Sendable, CustomTestStringConvertible {
    /// From the top of the repository: `Sources/Model/Programme/Tier.swift`.
    let path: String
    let lines: [String]

    var testDescription: String { path }
    /// The target that a source file belongs to.
    var target: String { String(path.split(separator: "/")[1]) }

    /// The top of the repository, found from this very file.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every Swift file below a folder.
    static func all(below folder: String) -> [SourceFile] {
        let base = root.appending(path: folder)
        let paths = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            let text = (try? String(contentsOf: base.appending(path: path), encoding: .utf8)) ?? ""
            return SourceFile(
                path: "\(folder)/\(path)",
                lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        }
    }

    static let sources = all(below: "Sources")
    static let tests = all(below: "Tests")
}
