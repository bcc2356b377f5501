/// The offsets of one zone over all time.
///
/// What the file lists is followed by 400 years of what its footer's rule gives. The Gregorian calendar,
/// weekdays included, repeats after 400 years, so later instants are looked up that many years earlier.
struct ZoneTable: Sendable {
    /// One change of the clocks: from `second` (since 1970, UTC) on, they are `offset` seconds ahead of UTC.
    struct Transition: Hashable, Sendable {
        var second: Int64
        var offset: Int32
    }

    static let utc = ZoneTable(firstOffset: 0, transitions: [], repeatsFrom: nil)
    /// Seconds in 400 years of the Gregorian calendar.
    static let secondsPer400Years = GregorianDays.daysPer400Years * 86_400
    /// RFC 8536 §3.2 keeps offsets within ±26 hours.
    static let offsetMax: Int64 = 26 * 3600

    private let firstOffset: Int32
    private let seconds: [Int64]
    private let offsets: [Int32]
    /// From here on the transitions of the 400 years before repeat; nil if the last offset stays.
    private let repeatsFrom: Int64?

    /// Takes transitions in ascending order; equal offsets may follow each other.
    init(firstOffset: Int32, transitions: [Transition], repeatsFrom: Int64?) {
        self.firstOffset = firstOffset
        seconds = transitions.map(\.second)
        offsets = transitions.map(\.offset)
        self.repeatsFrom = repeatsFrom
    }

    /// The offset at a second since 1970.
    func offset(at second: Int64) -> Int {
        Int(offset(segment: segment(at: second - shift(for: second))))
    }

    /// The first second at which local clocks show `local` (seconds since 1970 as the clock shows them) or
    /// later.
    func firstSecond(showing local: Int64) -> Int64 {
        let shift = shift(for: local + ZoneTable.offsetMax)
        let local = local - shift
        var segment = segment(at: local - ZoneTable.offsetMax)
        while true {
            let start = segment == 0 ? Int64.min : seconds[segment - 1]
            let candidate = max(start, local - Int64(offset(segment: segment)))
            if segment == seconds.count || candidate < seconds[segment] { return candidate + shift }
            segment += 1
        }
    }

    /// How much earlier to look: whole periods of 400 years, so that what is looked up lies in the table.
    private func shift(for second: Int64) -> Int64 {
        guard let repeatsFrom, second >= repeatsFrom else { return 0 }
        return ((second - repeatsFrom) / ZoneTable.secondsPer400Years + 1) * ZoneTable.secondsPer400Years
    }

    private func offset(segment: Int) -> Int32 {
        segment == 0 ? firstOffset : offsets[segment - 1]
    }

    /// How many transitions have happened at a second.
    private func segment(at second: Int64) -> Int {
        var low = 0
        var high = seconds.count
        while low < high {
            let middle = (low + high) / 2
            if seconds[middle] <= second {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
