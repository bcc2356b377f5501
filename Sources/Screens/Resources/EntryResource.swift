package import Engine
package import Model

extension ScreenPayload {
    /// One transaction.
    ///
    /// `coins` is what crossed the wallet's border, so that all of them add up to the wallet; `text` is what changes of what
    /// the customer can spend, and `available_change` is written where it is not the same number. `status_text` says why an
    /// entry changes nothing of it.
    ///
    /// - Parameter isSettled: that a pending award is known to wait no more; otherwise its trace says until when
    ///   it does.
    package static func writeEntry(
        _ entry: ShownEntry, isSettled: Bool = false, _ wording: Wording, into json: inout JSONWriter
    ) {
        let release = entry.kind == .pendingAward ? entry.pendingUntil : nil
        let isPending =
            entry.kind == .pendingAward && !isSettled && (release.map { wording.now < $0 } ?? true)
        json.beginObject()
        json.key("id")
        json.beginString()
        json.piece(entry.id.wallet == .coins ? EntryWords.coinsID : EntryWords.creditsID)
        NumberStyle.plain.write(entry.id.sequence.magnitude, into: &json)
        json.endString()
        json.key("kind")
        json.string(literal: entry.kind.literal)
        json.member("coins", entry.coins)
        if entry.availableChange != entry.coins { json.member("available_change", entry.availableChange) }
        json.key("text")
        wording.change(of: entry, into: &json)
        json.key("title")
        wording.title(of: entry, into: &json)
        json.member("status", literal: isPending ? "pending" : "done")
        if isPending {
            json.key("status_text")
            if let release {
                let day = wording.zone.localDate(at: release)
                wording.say(wording.texts.entryPendingUntil, .date(day), into: &json)
                json.member("available_on", day)
            } else {
                wording.say(wording.texts.entryPending, into: &json)
            }
        } else {
            writeEarlier(entry, wording, into: &json)
        }
        json.key("source")
        writeSource(entry.source, into: &json)
        json.member("balance_after", entry.availableAfter)
        json.key("balance_text")
        wording.balance(after: entry, into: &json)
        json.member("at", entry.occurredAt)
        if entry.recordedAt != entry.occurredAt { json.member("recorded_at", entry.recordedAt) }
        json.key("date")
        wording.day(wording.zone.localDate(at: entry.occurredAt), into: &json)
        json.endObject()
    }

    /// An entry's title alone.
    package static func writeTitle(of entry: ShownEntry, _ wording: Wording, into json: inout JSONWriter) {
        wording.title(of: entry, into: &json)
    }

    /// Until when an award waits, in words.
    package static func writePending(_ entry: ShownEntry, _ wording: Wording, into json: inout JSONWriter) {
        guard let release = entry.pendingUntil else {
            return wording.say(wording.texts.entryPending, into: &json)
        }
        wording.say(
            wording.texts.entryPendingUntil, .date(wording.zone.localDate(at: release)), into: &json)
    }

    /// What became earlier of coins that the entry is about but that changes nothing that can be spent: they were pending,
    /// or set aside, and another entry says when.
    private static func writeEarlier(_ entry: ShownEntry, _ wording: Wording, into json: inout JSONWriter) {
        guard entry.availableChange == 0, entry.coins != 0 else { return }
        switch entry.kind {
        case .pendingAward, .pendingCancelled:
            json.key("status_text")
            wording.say(wording.texts.entryWasPending, into: &json)
        case .spend:
            json.key("status_text")
            if let at = entry.heldAt {
                let day = wording.zone.localDate(at: at)
                wording.say(wording.texts.entrySetAside, .date(day), into: &json)
            } else {
                wording.say(wording.texts.entrySetAsideBefore, into: &json)
            }
        default: break
        }
    }

    /// The entries of one page, newest first.
    ///
    /// A pending award waits no more where nothing of the wallet is pending, or a newer entry withdraws it.
    package static func writeEntries(
        _ entries: [ShownEntry], wallet: WalletFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginArray()
        for (index, entry) in entries.enumerated() {
            let isSettled =
                entry.kind == .pendingAward
                && (wallet.pending == 0 || entries[..<index].contains { $0.withdraws(entry) })
            writeEntry(entry, isSettled: isSettled, wording, into: &json)
        }
        json.endArray()
    }

    /// The reference is left out where it would name another customer.
    private static func writeSource(_ source: Source, into json: inout JSONWriter) {
        json.beginObject()
        json.key("kind")
        json.string(literal: source.kind.literal)
        if !source.reference.isEmpty, source.kind.isForTheCustomer {
            json.member("reference", source.reference)
        }
        json.endObject()
    }
}

extension ShownEntry {
    fileprivate func withdraws(_ award: ShownEntry) -> Bool {
        kind == .pendingCancelled && reverses == award.id.sequence && id.wallet == award.id.wallet
    }
}

extension SourceKind {
    fileprivate var isForTheCustomer: Bool {
        switch self {
        case .order, .trigger, .coupon, .hold, .tier: true
        case .referral, .adjustment, .merge, .system: false
        }
    }

    fileprivate var literal: StaticString {
        switch self {
        case .order: "order"
        case .trigger: "trigger"
        case .coupon: "coupon"
        case .hold: "hold"
        case .referral: "referral"
        case .tier: "tier"
        case .adjustment: "adjustment"
        case .merge: "merge"
        case .system: "system"
        }
    }
}

extension EntryKind {
    fileprivate var literal: StaticString {
        switch self {
        case .earn: "earn"
        case .pendingAward: "pending_award"
        case .release: "release"
        case .pendingCancelled: "pending_cancelled"
        case .hold: "hold"
        case .holdRelease: "hold_release"
        case .spend: "spend"
        case .returned: "return"
        case .expiry: "expiry"
        case .clawback: "clawback"
        case .adjustment: "adjustment"
        case .merge: "merge"
        }
    }
}

private enum EntryWords {
    static let coinsID = Array("coins-".utf8)
    static let creditsID = Array("credits-".utf8)
}
