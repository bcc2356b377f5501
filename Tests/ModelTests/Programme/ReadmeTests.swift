import Foundation
import Model
import Testing

struct ReadmeTests {
    private func readme() throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../README.md")
        return try String(contentsOf: file, encoding: .utf8)
    }

    @Test func `the demo's file of settings has one name throughout the README`() throws {
        let parts = try readme().components(separatedBy: "demo.env").dropLast()
        #expect(!parts.isEmpty)
        #expect(parts.allSatisfy { $0.hasSuffix(".") })
    }

    @Test func `the README says which coins an admin key moves`() throws {
        let row = try #require(
            try readme().components(separatedBy: "\n").first { $0.hasPrefix("| admin key `lba_") })
        #expect(row.contains("the reward of a review that it approves"))
    }

    @Test func `the README's table has every member of a programme but ids and titles`() throws {
        let readme = try readme()
        let section = try #require(readme.components(separatedBy: "\n## The programme document\n").last)
            .components(separatedBy: "\n## ")[0]
        let schema = try ProgrammeSchema()
        let commonplace: Set<String> = [
            "id", "title", "summary", "kind", "*", "after", "unit", "floor", "months", "count", "per",
            "warn_at",
            "coins_per_step", "amount_per_step", "steps_minimum", "steps_maximum", "basis_points",
            "maximum_amount", "product_id",
        ]
        let names = schema.paths(under: schema.top).compactMap { path -> String? in
            let steps = path.split(separator: "/")
            let isInside = steps.starts(with: ["screens"]) || steps.starts(with: ["theme", "colors"])
            return isInside && steps.count > 2 ? nil : steps.last.map(String.init)
        }
        for name in Set(names).subtracting(commonplace) {
            let ways = ["`\(name)`", "`\(name)[", "`\(name).", ".\(name)"]
            #expect(ways.contains { section.contains($0) }, "\(name)")
        }
    }
}
