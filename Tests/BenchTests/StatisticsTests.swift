import Testing
import loyalty_bench

struct StatisticsTests {
    @Test(
        arguments: [
            ([], 0), ([7], 7), ([3, 1, 2], 2), ([4, 1, 3, 2], 2.5), ([10, 10, 1_000], 10),
        ] as [([Double], Double)])
    func `the median is the middle value, or the mean of two`(values: [Double], expected: Double) {
        #expect(Statistics.median(values) == expected)
    }

    @Test(
        arguments: [
            (99, 1...100, 99), (99, 1...1_000, 990), (99, 1...10, 10), (50, 1...4, 2), (50, 1...5, 3),
            (100, 1...7, 7),
        ] as [(Int, ClosedRange<Int64>, Int64)])
    func `so many percent do not exceed a percentile`(
        percent: Int, values: ClosedRange<Int64>, expected: Int64
    ) {
        #expect(Statistics.percentile(percent, of: values.reversed()) == expected)
    }

    @Test func `nothing measured has no percentile`() {
        #expect(Statistics.percentile(99, of: []) == 0)
    }
}
