import Foundation

/// Figures as a reader wants them.
package enum FigureText {
    /// As many digits as mean something: 86012, 312.5, 4.20, 0.043.
    package static func of(_ value: Double) -> String {
        switch abs(value) {
        case 1000...: String(format: "%.0f", value)
        case 100...: String(format: "%.1f", value)
        case 0.1...: String(format: "%.2f", value)
        case 0: "0"
        default: String(format: "%.4f", value)
        }
    }
}

/// All lines of a comparison, for people or for programs.
package struct Report {
    private var rows: [ReportRow] = []

    package init(_ rows: [ReportRow] = []) { self.rows = rows }

    package mutating func add(_ more: [ReportRow]) { rows += more }

    private static let columns = ["work", "ours", "beside it", "", "value", "goal", ""]

    /// A table with aligned columns.
    package var table: String {
        let lines = [Self.columns] + rows.map(Self.cells)
        let widths = Self.columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            let padded = zip(cells, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
            return padded.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }.joined(separator: "\n")
    }

    private static func cells(_ row: ReportRow) -> [String] {
        let ours = "\(FigureText.of(Statistics.median(row.ours))) \(row.unit)"
        let beside = row.reference.map { "\(FigureText.of(Statistics.median($0.values))) \(row.unit)" } ?? ""
        let verdict = row.isMet.map { $0 ? "met" : "missed" } ?? ""
        return [
            "\(row.part): \(row.work)", ours, beside, row.reference?.name ?? "", FigureText.of(row.value),
            row.goal?.text ?? "", verdict,
        ]
    }

    /// The same as a JSON array, with every round's values.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(rows.map(Line.init)), as: UTF8.self)
    }

    private struct Line: Encodable {
        let part, work, unit: String
        let ours: [Double]
        let reference: String?
        let referenceValues: [Double]?
        let value: Double
        let least, most: Double?
        let met: Bool?

        init(_ row: ReportRow) {
            (part, work, unit, ours) = (row.part, row.work, row.unit, row.ours)
            (reference, referenceValues) = (row.reference?.name, row.reference?.values)
            (value, least, most, met) = (row.value, row.goal?.least, row.goal?.most, row.isMet)
        }

        enum CodingKeys: String, CodingKey {
            case part, work, unit, ours, reference, value, least, most, met
            case referenceValues = "reference_values"
        }
    }
}
