package import Model
package import Store

/// What the audit log knows acts by; stable words, the same in the API.
package enum AuditAct: String, Sendable, Hashable, CaseIterable {
    case programmePublished = "programme_published"
    case programmeRestored = "programme_restored"
    case draftCreated = "draft_created"
    case draftUpdated = "draft_updated"
    case draftDeleted = "draft_deleted"
    case keyCreated = "key_created"
    case keyRotated = "key_rotated"
    case keyRevoked = "key_revoked"
    case clockMoved = "clock_moved"
    case customerBlocked = "customer_blocked"
    case customerUnblocked = "customer_unblocked"
    case walletAdjusted = "wallet_adjusted"
    case customerErased = "customer_erased"
    case customersMerged = "customers_merged"
    case mergeUndone = "merge_undone"
    case poolUploaded = "pool_uploaded"
    case referralApproved = "referral_approved"
    case referralRejected = "referral_rejected"
    case connectorInitialised = "connector_initialised"
    case connectorRotated = "connector_rotated"
    case connectorUpdated = "connector_updated"
    case connectorConfirmed = "connector_confirmed"
    case connectorRuleChanged = "connector_rule_changed"
    case reviewApproved = "review_approved"
    case reviewRejected = "review_rejected"
}

extension CommandContext {
    /// Records an administrative act in the audit log, in the same transaction as the act itself.
    ///
    /// - Parameters:
    ///   - subject: What it was done to, such as `key-12`; empty when the customer says it all.
    ///   - customer: Whom it concerns; its free text goes with this customer.
    ///   - before: SHA-256 of the document before, of acts on documents; `after` likewise.
    ///   - summary: Numbers, codes and ids; nothing personal, and no secret.
    ///   - note: What a person wrote.
    ///   - number: By which an entry of the customer's names it; nil where none does.
    package func audit(
        _ act: AuditAct, _ subject: String = "", customer: CustomerNumber? = nil, before: Digest? = nil,
        after: Digest? = nil, summary: [(name: String, value: JSONValue)] = [], note: String? = nil,
        number: Int64? = nil
    ) throws {
        try transaction.append(
            AuditRecord(
                number: number ?? 0, act: act.rawValue, subject: subject, customer: customer,
                actor: actor.text, recordedAt: realNow, before: before, after: after,
                summary: AuditSummary.text(summary), note: note),
            in: book.number)
    }

    /// Records an act on what all books of the brand share, in each of them.
    func auditBrand(
        _ act: AuditAct, _ subject: String, before: Digest? = nil, after: Digest? = nil,
        summary: [(name: String, value: JSONValue)] = []
    ) throws {
        try transaction.audit(
            act, subject, of: book.brand, by: actor, at: realNow, before: before, after: after,
            summary: summary)
    }
}

extension WriteTransaction {
    /// Records an act on what all of a brand's books share, in each of them.
    func audit(
        _ act: AuditAct, _ subject: String, of brand: BrandID, by actor: Actor, at now: Instant,
        before: Digest? = nil, after: Digest? = nil, summary: [(name: String, value: JSONValue)] = []
    ) throws {
        let record = AuditRecord(
            act: act.rawValue, subject: subject, customer: nil, actor: actor.text, recordedAt: now,
            before: before, after: after, summary: AuditSummary.text(summary))
        for book in try connection.books() where book.brand == brand { try append(record, in: book.number) }
    }
}

/// The summary of an act as JSON text.
enum AuditSummary {
    static func text(_ members: [(name: String, value: JSONValue)]) -> String {
        var json = JSONWriter(capacity: 128)
        json.value(.object(JSONObject(members: members.map { .init(name: $0.name, value: $0.value) })))
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension Snapshot {
    /// A page of the book's audit log, newest first, with the ids of those customers who are still there. Of a customer
    /// who is not there, nothing.
    package func auditLog(
        _ filter: AuditFilter, customer id: CustomerID?, page: PageRequest
    ) throws -> (items: [(record: AuditRecord, customer: CustomerID?)], next: Int64?) {
        var filter = filter
        if let id {
            guard let customer = try connection.storedCustomer(id, in: book.number) else { return ([], nil) }
            filter.customer = customer.number
        }
        let records = try connection.auditRecords(
            in: book.number, filter, before: page.before, limit: page.limit + 1)
        let shown = try records.prefix(page.limit).map { record in
            let customer = try record.customer.flatMap {
                try connection.storedCustomer($0, in: book.number)
            }
            return (record: record, customer: customer?.id)
        }
        return (shown, records.count > page.limit ? shown.last?.record.number : nil)
    }
}
