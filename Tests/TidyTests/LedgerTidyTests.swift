import Foundation
import Testing

/// What the rules forbid anywhere in the sources.
struct LedgerTidyTests {
    /// Between a request and the books (rule 1.1); colours have a contrast, and that alone is no whole number.
    private static let exact = SourceFile.sources.filter { file in
        ["Model", "HTTPServer", "Store", "Engine", "API"].contains(file.target)
            && !file.path.hasSuffix("Theme+Contrast.swift")
    }

    @Test(arguments: exact)
    func `no floating point stands between a request and the books`(file: SourceFile) {
        for (number, line) in file.lines.enumerated() {
            let code = line.drop { $0 == " " }
            guard !code.hasPrefix("//") else { continue }
            let words = Set(code.split { !$0.isLetter && !$0.isNumber }.map(String.init))
            for type in ["Double", "Float", "Float16", "Float80", "CGFloat", "Decimal", "TimeInterval"] {
                #expect(!words.contains(type), "\(file.path):\(number + 1) has a \(type)")
            }
        }
    }

    /// Statements that may touch what entries say: the note that erasing removes (rule 11.4), and totals that the second
    /// version of the books added.
    private static let allowed = [
        "UPDATE entries SET note = NULL, note_salt = NULL",
        "UPDATE entries SET earned_after = totals.earned, spent_after = totals.spent,",
    ]

    @Test(arguments: SourceFile.sources)
    func `no statement changes or deletes an entry, or deletes a lot`(file: SourceFile) {
        for (number, line) in file.lines.enumerated() {
            let code = line.trimmingCharacters(in: .whitespaces)
            for statement in [
                "UPDATE entries", "DELETE FROM entries", "REPLACE INTO entries", "DELETE FROM lots",
            ]
            where code.contains(statement) {
                let isAllowed = Self.allowed.contains { code.contains($0) }
                #expect(isAllowed, "\(file.path):\(number + 1): \(code)")
            }
        }
    }

    @Test(arguments: SourceFile.sources.filter { $0.target != "loyalty-bench" })
    func `only an open wallet writes a balance`(file: SourceFile) {
        for (number, line) in file.lines.enumerated()
        where line.contains("UPDATE wallets") || line.contains("INTO wallets") {
            let isOpenWallet = file.path.contains("Store/Books/OpenWallet")
            #expect(isOpenWallet, "\(file.path):\(number + 1): \(line)")
        }
    }
}
