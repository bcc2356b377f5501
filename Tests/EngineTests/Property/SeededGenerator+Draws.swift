extension SeededGenerator {
    /// A number of a range.
    mutating func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &self) }
    /// True so often of a hundred times.
    mutating func chance(_ percent: Int64) -> Bool { number(1...100) <= percent }
}
