package import Model
internal import Store

extension Snapshot {
    /// The events of the book after a place, oldest first; of one kind, or of all.
    ///
    /// A number is given where the event is written, and there is one writer: nothing ever comes in before a place that a
    /// reader has passed.
    ///
    /// - Parameters:
    ///   - place: The number of the last event that is known; nil for from the beginning.
    ///   - scannedMax: How many events are looked through at most.
    package func events(
        after place: Int64?, kind: EventKind?, limit: Int, scannedMax: Int = EventLimits.scannedMax
    ) throws -> EventPage {
        var found: [StoredEvent] = []
        var page = EventPage(items: [], next: max(0, place ?? 0), hasMore: false)
        var scanned = 0
        try connection.eachEvent(in: book.number, after: page.next, limit: scannedMax + 1) { event in
            guard found.count < limit, scanned < scannedMax else {
                page.hasMore = true
                return false
            }
            scanned += 1
            page.next = event.number
            if kind == nil || event.kind == kind { found.append(event) }
            return true
        }
        var ids: [CustomerNumber: CustomerID?] = [:]
        page.items = try found.map { event in
            EventFacts(
                number: event.number, kind: event.kind, at: event.recordedAt,
                customer: try id(of: event.customer, &ids), subject: try subject(of: event, &ids))
        }
        return page
    }

    /// The id of a customer who is still there, merged or not.
    private func id(
        of customer: CustomerNumber, _ known: inout [CustomerNumber: CustomerID?]
    ) throws -> CustomerID? {
        if let id = known[customer] { return id }
        let id = try connection.storedCustomer(customer, in: book.number)?.id
        known[customer] = .some(id)
        return id
    }

    private func subject(
        of event: StoredEvent, _ ids: inout [CustomerNumber: CustomerID?]
    ) throws -> EventFacts.Subject {
        switch event.kind {
        case .entryRecorded:
            let entry = try TransactionID(event.reference).flatMap {
                try connection.entry($0, of: event.customer, in: book.number)
            }
            return entry.map(EventFacts.Subject.entry) ?? .nothing
        case .couponCreated, .couponUsed, .couponCancelling, .couponCancelled, .couponExpired:
            let coupon = try connection.coupon(code: event.reference, in: book.number)
            return coupon.map(EventFacts.Subject.coupon) ?? .nothing
        case .referralSignedUp, .referralQualified, .referralRewarded, .referralRejected:
            guard let number = Int64(event.reference),
                let referral = try connection.referral(id: number, in: book.number)
            else { return .nothing }
            return .referral(
                referral, referrer: try id(of: referral.referrer, &ids),
                friend: try id(of: referral.friend, &ids))
        case .tierChanged: return tier(of: event)
        case .customerMerged, .customerUnmerged:
            guard let number = Int64(event.reference) else { return .nothing }
            return .survivor(try id(of: CustomerNumber(number), &ids))
        case .paymentRecorded, .paymentReverted:
            return try payment(of: event).map { .payment($0) } ?? .nothing
        case .customerCreated, .customerErased: return .nothing
        }
    }

    /// What was told of a payment, with the order where it has become known since.
    private func payment(of event: StoredEvent) throws -> JSONValue? {
        guard case .object(let told)? = detail(of: event) else { return nil }
        guard told["order_id"] == nil, let number = Hold.number(fromID: event.reference),
            let order = try connection.hold(number, in: book.number)?.order
        else { return .object(told) }
        let member = JSONObject.Member(name: "order_id", value: .string(order))
        return .object(JSONObject(members: told.members + [member]))
    }

    private func tier(of event: StoredEvent) -> EventFacts.Subject {
        let detail = detail(of: event)
        var former: String?
        var validUntil: Instant?
        if case .string(let tier)? = detail?["former"] { former = tier }
        if case .integer(let end)? = detail?["valid_until"] { validUntil = Instant(milliseconds: end) }
        return .tier(event.reference, former: former, validUntil: validUntil)
    }

    private func detail(of event: StoredEvent) -> JSONValue? {
        event.detail.flatMap { try? JSONValue(parsing: Array($0.utf8)) }
    }
}
