import Model
import Store
import Testing

@testable import Engine

extension TestBooks {
    /// All events of a book after a place, oldest first; of a kind, or of all.
    func events(after place: Int64 = 0, kind: EventKind? = nil, in book: Book? = nil) throws -> [EventFacts] {
        try run(in: book) { try $0.snapshot.events(after: place, kind: kind, limit: 10_000).items }
    }

    /// The same in few words: the kind, whom it concerns, and what it tells of.
    func told(after place: Int64 = 0, in book: Book? = nil) throws -> [String] {
        try events(after: place, in: book).map(Self.words)
    }

    /// The number of the newest event.
    func newestEvent() throws -> Int64 { try events().last?.number ?? 0 }

    private static func words(_ event: EventFacts) -> String {
        var words = [event.kind.rawValue]
        words.append(event.customer.map { String($0.text.dropFirst("customer-".count)) } ?? "nobody")
        switch event.subject {
        case .entry(let entry): words += [entry.kind.rawValue, "\(entry.coins)", entry.id.description]
        case .coupon(let coupon):
            words.append(coupon.rewardID.text)
            if event.kind == .couponUsed, let order = coupon.usedOrder { words.append(order) }
        case .referral(let referral, let referrer, let friend):
            words += ["\(referral.id)", referrer?.text ?? "nobody", friend?.text ?? "nobody"]
        case .tier(let tier, let former, _): words += [former ?? "none", tier]
        case .survivor(let survivor): words.append(survivor?.text ?? "nobody")
        case .payment(let payment): words.append("\(payment)")
        case .nothing: break
        }
        return words.joined(separator: " ")
    }
}
