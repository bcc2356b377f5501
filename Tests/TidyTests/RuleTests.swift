import Foundation
import Testing

/// The promises of the engine, and the tests that hold each of them: a promise that nobody tests is none.
struct RuleTests {
    /// The numbers that the engine's rules have, chapter by chapter. Chapter 6 begins with the quote function itself.
    static let numbers: [String] =
        ["6"]
        + zip(1..., [6, 7, 7, 6, 7, 6, 5, 4, 6, 3, 6]).flatMap { chapter, rules in
            (1...rules).map { "\(chapter).\($0)" }
        }

    /// Every test of the project as `File: name`.
    static let tests: Set<String> = Set(
        SourceFile.tests.flatMap { file in
            let name = file.path.split(separator: "/").last?.dropLast(".swift".count) ?? ""
            return file.lines.compactMap { line in Self.test(in: line).map { "\(name): \($0)" } }
        })

    @Test(arguments: numbers)
    func `every rule has a promise in words`(number: String) {
        #expect(Promise.all.contains { $0.rule == number }, "rule \(number) has no promise")
    }

    @Test func `every promise belongs to a rule, in the rules' order`() {
        let places = Promise.all.map { Self.place(of: $0.rule) }
        for promise in Promise.all { #expect(Self.numbers.contains(promise.rule), "\(promise.rule)") }
        for (place, next) in zip(places, places.dropFirst()) {
            #expect(place.lexicographicallyPrecedes(next) || place == next, "\(place) before \(next)")
        }
        let words = Promise.all.map { "\($0.rule) \($0.says)" }
        #expect(Set(words).count == words.count)
    }

    @Test(arguments: Promise.all)
    func `every promise has a test that is there`(promise: Promise) {
        #expect(!promise.tests.isEmpty, "\(promise) has no test")
        for test in promise.tests {
            #expect(Self.tests.contains(test), "\(promise): there is no test \(test)")
        }
    }

    private static func place(of rule: String) -> [Int] { rule.split(separator: ".").compactMap { Int($0) } }

    /// The raw identifier of a function; only tests have one.
    private static func test(in line: String) -> String? {
        let parts = line.split(separator: "`", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].hasSuffix("func "), parts[2].hasPrefix("(") else { return nil }
        return String(parts[1])
    }
}

/// One sentence of a rule, and the tests that would fail if it were broken.
struct Promise: Sendable, CustomTestStringConvertible {
    /// The rule's number: `5.4`.
    let rule: String
    /// What is promised.
    let says: String
    /// Each as `File: name`.
    let tests: [String]

    init(_ rule: String, _ says: String, _ tests: String...) {
        self.rule = rule
        self.says = says
        self.tests = tests
    }

    var testDescription: String { "\(rule) \(says)" }

    static let all = earning + ledger + redemption + standing
}
