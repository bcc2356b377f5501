import Model

/// Writes Prometheus' text format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
struct MetricsWriter {
    /// What a family of samples is.
    enum Kind: String {
        case counter, gauge, histogram
    }

    /// A label of a sample.
    typealias Label = (name: StaticString, value: String)

    private(set) var bytes: [UInt8] = []
    private var name = ""

    /// Begins a family: its samples follow, and nothing of another comes between.
    mutating func begin(_ name: StaticString, _ kind: Kind, _ help: StaticString) {
        self.name = name.description
        write("# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n")
    }

    /// A sample of the family that was begun.
    mutating func sample(_ labels: [Label], _ value: Int64) { sample("", labels, String(value)) }

    /// A sample in seconds.
    mutating func sample(_ labels: [Label], nanoseconds: Int64) {
        sample("", labels, Self.seconds(nanoseconds))
    }

    /// A family of one sample.
    mutating func single(_ name: StaticString, _ kind: Kind, _ help: StaticString, _ value: Int64) {
        begin(name, kind, help)
        sample([], value)
    }

    /// The samples of a histogram whose buckets end at whole numbers.
    mutating func histogram(_ labels: [Label], _ reading: HistogramReading, _ buckets: Buckets) {
        histogram(labels, reading, buckets) { String($0) }
    }

    /// The samples of a histogram of nanoseconds, told in seconds.
    mutating func histogram(_ labels: [Label], times reading: HistogramReading) {
        histogram(labels, reading, .times, Self.seconds)
    }

    private mutating func histogram(
        _ labels: [Label], _ reading: HistogramReading, _ buckets: Buckets, _ text: (Int64) -> String
    ) {
        var sum: Int64 = 0
        for (count, bound) in zip(reading.counts, buckets.bounds) {
            sum += count
            sample("_bucket", labels + [("le", text(bound))], String(sum))
        }
        // The one above all bounds counts everything, so that it and `_count` are one number.
        sample("_bucket", labels + [("le", "+Inf")], String(reading.count))
        sample("_sum", labels, text(reading.sum))
        sample("_count", labels, String(reading.count))
    }

    private mutating func sample(_ ending: StaticString, _ labels: [Label], _ value: String) {
        write(name)
        write(ending.description)
        if !labels.isEmpty {
            write("{")
            for (index, label) in labels.enumerated() {
                write("\(index == 0 ? "" : ",")\(label.name)=\"\(Self.escaped(label.value))\"")
            }
            write("}")
        }
        write(" \(value)\n")
    }

    private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// "Backslash, double-quote, and line feed characters must be escaped" in a label's value.
    private static func escaped(_ value: String) -> String {
        guard value.contains(where: { $0 == "\\" || $0 == "\"" || $0 == "\n" }) else { return value }
        return value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    /// Seconds, written out exactly: `0.00025`.
    static func seconds(_ nanoseconds: Int64) -> String {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        var digits = String(rest)
        digits = String(repeating: "0", count: max(0, 9 - digits.utf8.count)) + digits
        while digits.utf8.count > 1, digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
