import Model
import Testing

@testable import Engine

/// When the wall clock is believed (rule 4.6: what falls due is written, and cannot be taken back).
struct ClockGuardTests {
    private static let start = Instant(milliseconds: 1_800_000_000_000)
    private static let twoDays: Int64 = 172_800_000

    /// The guard after looks at these wall clocks, each some seconds later on the monotonic clock.
    private func findings(_ looks: [(monotonic: Int64, wall: Int64)]) -> [ClockGuard.Finding] {
        var guardian = ClockGuard(wall: Self.start, elapsed: .seconds(5))
        return looks.map { look in
            guardian.look(
                wall: Self.start.adding(milliseconds: look.wall), elapsed: .seconds(5 + look.monotonic))
        }
    }

    @Test func `clocks that agree within the tolerance, however long they drift apart, stop nothing`() {
        // A minute an hour: far more than any time service lets a clock drift.
        let found = findings((1...200).map { (monotonic: $0 * 3_600, wall: $0 * 3_660_000) })
        #expect(Set(found) == [.steady])
    }

    @Test(arguments: [(60_000, true), (60_001, false), (172_800_000, false)] as [(Int64, Bool)])
    func `a wall clock that jumps ahead by more than a minute stops what is written by itself`(
        jump: Int64, isGood: Bool
    ) {
        #expect(findings([(2, 2_000 + jump)]).map(\.isGood) == [isGood])
    }

    @Test func `it goes on once the clock is put right`() {
        let found = findings([(2, 2_000 + Self.twoDays), (4, 4_000 + Self.twoDays), (6, 6_000), (8, 8_000)])
        #expect(found == [.jumped(ahead: .milliseconds(Self.twoDays)), .waiting, .returned, .steady])
    }

    @Test func `a clock that goes on steadily for an hour after its jump is believed`() {
        let found = findings([
            (2, 2_000 + Self.twoDays), (3_601, 3_601_000 + Self.twoDays), (3_602, 3_602_000 + Self.twoDays),
            (3_604, 3_604_000 + Self.twoDays),
        ])
        let ahead = Duration.milliseconds(Self.twoDays)
        #expect(found == [.jumped(ahead: ahead), .waiting, .accepted(ahead: ahead), .steady])
    }

    @Test func `a second jump begins the hour anew`() {
        let found = findings([
            (2, 2_000 + Self.twoDays), (3_000, 3_000_000 + 2 * Self.twoDays),
            (4_000, 4_000_000 + 2 * Self.twoDays), (6_600, 6_600_000 + 2 * Self.twoDays),
        ])
        #expect(found.map(\.isGood) == [false, false, false, true])
    }

    @Test func `a step back stops nothing, and is told once`() {
        let found = findings([(2, 2_000 - Self.twoDays), (4, 4_000 - Self.twoDays)])
        #expect(found == [.steppedBack(.milliseconds(Self.twoDays)), .steady])
        #expect(found.map(\.isGood) == [true, true])
    }
}
