/// One ledger entry as far as a customer is shown it.
package struct ShownEntry: Sendable, Hashable {
    package var id: TransactionID
    package var kind: EntryKind
    /// What crossed the wallet's border, signed; 0 for a move inside it.
    package var coins: Coins
    /// The signed change of the available part.
    package var availableChange: Coins
    package var availableAfter: Coins
    package var reason: String
    package var source: Source
    /// The sequence of the entry that this one reverses, in the same wallet.
    package var reverses: Int64?
    package var occurredAt: Instant
    package var recordedAt: Instant
    /// What the caller told the customer about it.
    package var told: ToldText?
    /// Of a pending award: when it becomes available. Nil where its trace does not say.
    package var pendingUntil: Instant?
    /// Of a purchase: when its coins were set aside. Nil where its trace does not say.
    package var heldAt: Instant?

    /// Takes the members as they are stored.
    ///
    /// - Parameters:
    ///   - note: Is asked for of entries whose note may be for the customer.
    ///   - trace: Is asked for of entries whose trace is read.
    package init(
        id: TransactionID, kind: EntryKind, coins: Coins, availableChange: Coins, availableAfter: Coins,
        reason: String, source: Source, reverses: Int64?, occurredAt: Instant, recordedAt: Instant,
        note: () -> String?, trace: () -> String
    ) {
        self.id = id
        self.kind = kind
        self.coins = coins
        self.availableChange = availableChange
        self.availableAfter = availableAfter
        self.reason = reason
        self.source = source
        self.reverses = reverses
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        if reason == ToldText.reason || reason == ToldText.triggerReason {
            told = ToldText(reason: reason, note: note())
        }
        switch kind {
        case .pendingAward: pendingUntil = EntryTrace.instant(EntryTrace.pendingUntil, in: trace())
        case .spend: heldAt = EntryTrace.instant(EntryTrace.heldAt, in: trace())
        default: break
        }
    }
}

extension Entry {
    /// The entry as far as a customer is shown it.
    package var shown: ShownEntry {
        ShownEntry(
            id: id, kind: kind, coins: coins, availableChange: availableChange,
            availableAfter: availableAfter,
            reason: reason, source: source, reverses: reverses, occurredAt: occurredAt,
            recordedAt: recordedAt, note: { note }, trace: { trace })
    }
}

/// What is asked of an entry's trace without parsing the rest of it.
private enum EntryTrace {
    /// The members, as the engine writes them.
    static let pendingUntil = Array("\"pending_until\":".utf8)
    static let heldAt = Array("\"held_at\":".utf8)
    /// Digits of an instant in milliseconds that are certain to fit into 64 bits.
    private static let digitsMax = 18

    static func instant(_ member: [UInt8], in trace: String) -> Instant? {
        var trace = trace
        return trace.withUTF8 { bytes in unsafe milliseconds(after: member, in: bytes.span) }
            .map(Instant.init(milliseconds:))
    }

    /// The digits that follow a member's name; nil without them.
    private static func milliseconds(after name: [UInt8], in trace: Span<UInt8>) -> Int64? {
        var start = 0
        while start + name.count < trace.count {
            var matched = 0
            while matched < name.count, trace[start + matched] == name[matched] { matched += 1 }
            if matched == name.count { return number(in: trace, from: start + matched) }
            start += 1
        }
        return nil
    }

    private static func number(in trace: Span<UInt8>, from start: Int) -> Int64? {
        var number: Int64 = 0
        var index = start
        while index < trace.count, index < start + digitsMax, (0x30...0x39).contains(trace[index]) {
            number = number * 10 + Int64(trace[index] - 0x30)
            index += 1
        }
        return index > start ? number : nil
    }
}
