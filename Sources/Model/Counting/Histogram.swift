/// The upper ends of a histogram's buckets, each included, in whole units; above the last comes everything else.
package struct Buckets: Sendable, Hashable {
    /// Ascending.
    package let bounds: [Int64]

    /// Buckets with these upper ends.
    package init(_ bounds: [Int64]) { self.bounds = bounds }

    /// Nanoseconds: what a screen, a write or a commit takes, from 50 µs to 10 s.
    package static let times = Buckets(
        [
            50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
            1_000_000,
            2_500_000, 10_000_000,
        ].map { $0 * 1_000 })
    /// Writes in one transaction.
    package static let batches = Buckets([1, 2, 4, 8, 16, 32, 64, 128, 256, 512])

    /// The bucket that a number falls into; `bounds.count` for what is above them all.
    package func index(of number: Int64) -> Int {
        var index = 0
        while index < bounds.count, number > bounds[index] { index += 1 }
        return index
    }
}

/// What a histogram has come to.
package struct HistogramReading: Sendable, Hashable {
    /// By bucket, the last one for what is above all bounds; not added up.
    package var counts: [Int64]
    /// Of all numbers.
    package var sum: Int64

    /// How many numbers there were.
    package var count: Int64 { counts.reduce(0, +) }

    /// A reading.
    package init(counts: [Int64], sum: Int64) {
        self.counts = counts
        self.sum = sum
    }
}

/// How often numbers of each size came, counted from any thread.
package final class Histogram: Sendable {
    /// Where its buckets end.
    package let buckets: Buckets
    private let table: CountTable

    /// An empty one.
    package init(_ buckets: Buckets) {
        self.buckets = buckets
        table = CountTable(count: buckets.bounds.count + 2)
    }

    /// Counts a number.
    package func record(_ number: Int64) {
        table.add(1, at: buckets.index(of: number))
        table.add(number, at: table.count - 1)
    }

    /// What it has counted so far.
    package var reading: HistogramReading {
        HistogramReading(
            counts: (0...buckets.bounds.count).map(table.value), sum: table.value(table.count - 1))
    }
}
