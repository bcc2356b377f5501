import Testing
import loyalty_bench

struct OpenLoopTests {
    @Test func `requests are due at even distances from the start`() {
        let schedule = OpenLoopSchedule(perSecond: 2_000, awardsPerSecond: 0, seconds: 3)
        #expect(schedule.count == 6_000)
        #expect(schedule.due(0) == 0)
        #expect(schedule.due(1) == 500_000)
        #expect(schedule.due(5_999) == 2_999_500_000)
        #expect((0..<6_000).allSatisfy { schedule.kind(of: $0) == .reads })
    }

    @Test(arguments: [(1_000, 100, 100), (1_000, 250, 250), (10, 10, 10), (5, 1, 1)])
    func `awards come evenly among the others`(perSecond: Int, awards: Int, expected: Int) {
        let schedule = OpenLoopSchedule(perSecond: perSecond, awardsPerSecond: awards, seconds: 1)
        let places = (0..<schedule.count).filter { schedule.kind(of: $0) == .awards }
        #expect(places.count == expected)
        #expect(Set(zip(places, places.dropFirst()).map { $1 - $0 }).count <= 1)
    }

    @Test func `a result survives its line`() throws {
        let reads = OpenLoopResult(kind: .reads, latencies: (1...200).map { $0 * 1_000 }, failed: 3)
        #expect(reads.line == "reads: 200 answered, 3 failed, p50 100000 ns, p99 198000 ns")
        let awards = OpenLoopResult(kind: .awards, latencies: [5], failed: 0)
        let printed = "\(reads.line)\n\(awards.line)\n"
        #expect(OpenLoopResult(.reads, in: printed) == reads)
        #expect(OpenLoopResult(.awards, in: printed) == awards)
        #expect(OpenLoopResult(.awards, in: reads.line) == nil)
    }
}
