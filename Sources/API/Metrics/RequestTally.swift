import HTTPServer
import Model

/// Requests by route and status, with the time that each took: of one loop, which counts alone, or of the threads that
/// answer what was written.
///
/// The rows are the routes, and one before them for what leads to none; so there are never more series than there are
/// routes and statuses, whatever is asked for.
final class RequestTally: Sendable {
    /// The statuses that are told apart; any other is counted as 0.
    static let statuses: [UInt16] = [
        0, 200, 201, 202, 204, 303, 304, 308, 400, 401, 403, 404, 405, 406, 408, 409, 410, 412, 413, 414, 415,
        417, 422,
        428, 429, 431, 500, 501, 502, 503, 505,
    ]
    /// The place of each status in the list.
    private static let places: [UInt8] = {
        var places = [UInt8](repeating: 0, count: 600)
        for (place, status) in statuses.enumerated() { places[Int(status)] = UInt8(place) }
        return places
    }()

    private static let buckets = Buckets.times
    /// The statuses, the buckets with the one above them all, and the sum.
    private static let columns = statuses.count + buckets.bounds.count + 2

    private let table: CountTable
    private let isAlone: Bool

    /// - Parameter isAlone: Whether one thread alone counts here.
    init(routes: Int, isAlone: Bool) {
        table = CountTable(count: (routes + 1) * Self.columns)
        self.isAlone = isAlone
    }

    /// Counts an answered request.
    func count(row: Int, status: UInt16, nanoseconds: Int64) {
        let start = row &* Self.columns
        let place = status < 600 ? Int(Self.places[Int(status)]) : 0
        add(1, at: start &+ place)
        add(1, at: start &+ Self.statuses.count &+ Self.buckets.index(of: nanoseconds))
        add(nanoseconds, at: start &+ Self.columns &- 1)
    }

    /// Counts a request that could not be formed, so that nobody knows how long it took.
    func count(row: Int, status: UInt16) {
        add(1, at: row &* Self.columns &+ (status < 600 ? Int(Self.places[Int(status)]) : 0))
    }

    private func add(_ number: Int64, at index: Int) {
        if isAlone { table.addAlone(number, at: index) } else { table.add(number, at: index) }
    }

    /// What several tallies have come to for one row.
    static func total(of tallies: [RequestTally], row: Int) -> (counts: [Int64], times: HistogramReading) {
        var sums = [Int64](repeating: 0, count: columns)
        for tally in tallies {
            for column in 0..<columns { sums[column] &+= tally.table.value(row * columns + column) }
        }
        return (
            Array(sums[..<statuses.count]),
            HistogramReading(counts: Array(sums[statuses.count..<(columns - 1)]), sum: sums[columns - 1])
        )
    }
}
