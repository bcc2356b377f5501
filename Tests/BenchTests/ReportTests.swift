import Foundation
import Testing
import loyalty_bench

struct ReportTests {
    private static let ratio = ReportRow(
        part: "warm", work: "screens", unit: "/s", ours: [120, 240, 90],
        reference: .init(name: "nginx", values: [100, 100, 100]), goal: .atLeast(1.2))
    private static let plain = ReportRow(
        part: "start", work: "first screen", unit: "ms", ours: [30, 10, 20], goal: .atMost(19))

    @Test func `a row's value is the median of its rounds' ratios, or of its values`() {
        #expect(Self.ratio.value == 1.2)
        #expect(Self.plain.value == 20)
    }

    @Test(
        arguments: [
            (.atLeast(1.2), 1.2, true), (.atLeast(1.2), 1.19, false), (.atMost(2), 2, true),
            (.atMost(2), 2.1, false),
            (.between(1, 1.05), 0.99, false), (.between(1, 1.05), 1.03, true),
            (.between(1, 1.05), 1.06, false),
        ] as [(Goal, Double, Bool)])
    func `a goal includes its ends`(goal: Goal, value: Double, expected: Bool) {
        #expect(goal.isMet(by: value) == expected)
    }

    @Test(arguments: [(86_012.3, "86012"), (312.54, "312.5"), (4.2, "4.20"), (0.0432, "0.0432"), (0, "0")])
    func `a figure has the digits that mean something`(value: Double, expected: String) {
        #expect(FigureText.of(value) == expected)
    }

    @Test func `the table says what was met and what was missed`() {
        let lines = Report([Self.ratio, Self.plain]).table.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].contains("≥ 1.20 ") && lines[1].hasSuffix(" met"))
        #expect(lines[2].contains("≤ 19.00 ") && lines[2].hasSuffix(" missed"))
    }

    @Test func `the JSON has every round`() throws {
        struct Line: Decodable {
            let part: String
            let ours: [Double]
            let reference_values: [Double]?
            let value: Double
            let met: Bool
        }
        let text = try Report([Self.ratio, Self.plain]).json()
        let lines = try JSONDecoder().decode([Line].self, from: Data(text.utf8))
        #expect(lines.map(\.part) == ["warm", "start"])
        #expect(lines.map(\.ours) == [[120, 240, 90], [30, 10, 20]])
        #expect(lines.map(\.reference_values) == [[100, 100, 100], nil])
        #expect(lines.map(\.met) == [true, false])
    }
}
