import Foundation
import Model
import Testing

struct ReadmeTests {
    @Test func `the README's table has every member of a programme but ids and titles`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../README.md")
        let readme = try String(contentsOf: file, encoding: .utf8)
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
