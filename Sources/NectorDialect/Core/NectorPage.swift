import Engine
import Model

/// How large the dialect's lists are, and how far one may go into them.
enum NectorLimits {
    /// Items of one page.
    static let pageMax: Int64 = 100
    /// Items of one page of reviews, of which some shops ask for more.
    static let reviewPageMax: Int64 = 200
    /// Items of a page whose size nobody gave.
    static let pageDefault: Int64 = 20
}

extension NectorInput {
    /// Which page is meant: `page` counts from 1, `limit` is brought into its bounds, and `sort_op` turns the order round.
    /// Lists are in the order of `created_at` whatever `sort` says; unreadable numbers count as none.
    func page(limitMax: Int64 = NectorLimits.pageMax) -> OffsetPage {
        let limit = number("limit", in: 1...limitMax) ?? NectorLimits.pageDefault
        let page = number("page", in: 1...Int64(FactLimits.offsetMax)) ?? 1
        // Both are small: their product is far from the ends of Int64.
        let offset = min((page - 1) * limit, Int64(FactLimits.offsetMax))
        return OffsetPage(
            limit: Int(limit), offset: Int(offset),
            isAscending: text("sort_op")?.lowercased() == "asc")
    }

    private func number(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        text(name).flatMap(WholeNumber.digits).flatMap { Int64($0) }
            .map { min(max($0, range.lowerBound), range.upperBound) }
    }
}
