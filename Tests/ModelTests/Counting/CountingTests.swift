import Dispatch
import Testing

@testable import Model

/// Counters and histograms.
struct CountingTests {
    @Test(
        arguments: [
            (0, 0), (50_000, 0), (50_001, 1), (1_000_000, 4), (10_000_000_000, 15), (10_000_000_001, 16),
            (Int64.max, 16),
        ] as [(Int64, Int)])
    func `a bucket holds what is not above its end`(number: Int64, bucket: Int) {
        #expect(Buckets.times.index(of: number) == bucket)
    }

    @Test(arguments: [Buckets.times, .batches]) func `buckets end higher and higher`(buckets: Buckets) {
        #expect(zip(buckets.bounds, buckets.bounds.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func `a histogram keeps how often and how much`() {
        let histogram = Histogram(Buckets([1, 2, 4]))
        for number: Int64 in [1, 1, 2, 3, 4, 5, 100] { histogram.record(number) }
        #expect(histogram.reading == HistogramReading(counts: [2, 1, 2, 2], sum: 116))
        #expect(histogram.reading.count == 7)
    }

    @Test func `what several threads count is all there`() {
        let table = CountTable(count: 2)
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            for _ in 0..<1_000 { table.add(3, at: 1) }
        }
        #expect(table.value(0) == 0 && table.value(1) == 12_000)
        table.addAlone(5, at: 0)
        table.addAlone(5, at: 0)
        #expect(table.value(0) == 10)
        table.set(7, at: 0)
        #expect(table.value(0) == 7)
    }
}
