import Model

// What a customer reads as the title of a history entry: from its reason, what caused it and its kind. A
// reason that is not known here falls back on the kind, so that every entry has a title.
extension Wording {
    /// Writes an entry's title as one JSON text.
    func title(of entry: ShownEntry, into json: inout JSONWriter) {
        switch entry.reason {
        case "order_paid", "order_placed": orderTitle(entry, texts.entryOrder, into: &json)
        case "order_cancelled": orderTitle(entry, texts.entryOrderCancelled, into: &json)
        case "order_refunded": orderTitle(entry, texts.entryOrderRefunded, into: &json)
        case "order_return": orderTitle(entry, texts.entryOrderReturned, into: &json)
        case "store_credit": orderTitle(entry, texts.entryStoreCredit, into: &json)
        case "trigger": named(entry, or: texts.entryTrigger, into: &json)
        case "coupon_redeemed": named(entry, or: texts.entryCoupon, into: &json)
        case "coupon_cancelled": ended(entry, texts.entryCancelled, into: &json)
        case "coupon_expired": ended(entry, texts.entryLapsed, into: &json)
        case "coins_released": released(entry, into: &json)
        case "coins_expired": say(texts.entryExpired, into: &json)
        case "referral_referrer": say(texts.entryReferrer, into: &json)
        case "referral_friend": say(texts.entryFriend, into: &json)
        case "manual": manual(entry, into: &json)
        case ToldText.reason, ToldText.triggerReason: told(entry, into: &json)
        case "tier_bonus": tierBonus(entry, into: &json)
        case "birthday": say(texts.entryBirthday, into: &json)
        case "import" where entry.source.kind != .order: say(texts.entryImport, into: &json)
        default: byKind(entry, into: &json)
        }
    }

    /// Writes what the entry changes of what the customer can spend, with its sign, so that the column adds up to the
    /// balance beside it. An entry that changes nothing of it, because its coins were set aside or pending, has a number
    /// without a sign: a purchase is not taken off a second time.
    func change(of entry: ShownEntry, into json: inout JSONWriter) {
        let isMove = entry.availableChange == 0
        let shown = isMove ? Int64(clamping: entry.coins.magnitude) : entry.availableChange
        guard entry.id.wallet == .credits else {
            if !isMove { return change(shown, into: &json) }
            json.beginString()
            number(shown, into: &json)
            return json.endString()
        }
        let isSigned = !isMove && shown > 0
        json.beginString()
        if isSigned { json.piece(locale.symbols.plus.before) }
        locale.money.write(shown, into: &json)
        if isSigned { json.piece(locale.symbols.plus.after) }
        json.endString()
    }

    /// Writes the running balance with its name as one JSON text.
    func balance(after entry: ShownEntry, into json: inout JSONWriter) {
        json.beginString()
        if entry.id.wallet == .credits {
            locale.money.write(entry.availableAfter, into: &json)
        } else {
            coins(entry.availableAfter, into: &json)
        }
        json.endString()
    }

    private func byKind(_ entry: ShownEntry, into json: inout JSONWriter) {
        switch entry.kind {
        case .earn, .pendingAward: earned(entry, into: &json)
        case .release: released(entry, into: &json)
        case .pendingCancelled, .clawback:
            ofOrder(entry, texts.entryOrderCancelled, or: texts.entryTakenBack, into: &json)
        case .hold: ofOrder(entry, texts.entryOrderHeld, or: texts.entryHeld, into: &json)
        case .holdRelease: ofOrder(entry, texts.entryOrderReturned, or: texts.entryHoldReleased, into: &json)
        case .spend where entry.source.kind == .order: orderTitle(entry, texts.entryOrderSpent, into: &json)
        case .spend: named(entry, or: texts.entrySpent, into: &json)
        case .returned: ofOrder(entry, texts.entryOrderReturned, or: texts.entryReturned, into: &json)
        case .expiry: say(texts.entryExpired, into: &json)
        case .adjustment: manual(entry, into: &json)
        case .merge: say(texts.entryMerged, into: &json)
        }
    }

    private func earned(_ entry: ShownEntry, into json: inout JSONWriter) {
        switch entry.source.kind {
        case .order: orderTitle(entry, texts.entryOrder, into: &json)
        case .tier: tierBonus(entry, into: &json)
        case .adjustment: manual(entry, into: &json)
        case .merge: say(texts.entryMerged, into: &json)
        case .trigger, .coupon, .hold, .referral, .system: named(entry, or: texts.entryEarned, into: &json)
        }
    }

    /// What a tier pays is told with the tier's name, where the programme still has it.
    private func tierBonus(_ entry: ShownEntry, into json: inout JSONWriter) {
        let level = TierID(entry.source.reference).flatMap { locale.programme.tiers?.index(of: $0) }
        if let level, locale.tierNames.indices.contains(level) {
            say(texts.entryTierBonusNamed, .tier(locale.tierNames[level]), into: &json)
        } else {
            say(texts.entryTierBonus, into: &json)
        }
    }

    /// The title with the order's number where an order caused it, else the plain one.
    private func ofOrder(
        _ entry: ShownEntry, _ message: Message, or plain: Message, into json: inout JSONWriter
    ) {
        if entry.source.kind == .order, !entry.source.reference.isEmpty {
            orderTitle(entry, message, into: &json)
        } else {
            say(plain, into: &json)
        }
    }

    private func orderTitle(_ entry: ShownEntry, _ message: Message, into json: inout JSONWriter) {
        say(message, .order(entry.source.reference), into: &json)
    }

    /// The title that the programme gives to the trigger or reward that the entry goes back to.
    private func name(of entry: ShownEntry) -> String? {
        switch entry.source.kind {
        case .trigger: locale.triggerTitles[entry.source.reference]
        case .coupon: locale.rewardTitles[entry.source.reference]
        default: nil
        }
    }

    private func named(_ entry: ShownEntry, or message: Message, into json: inout JSONWriter) {
        if let name = name(of: entry), !name.isEmpty {
            json.string(name)
        } else {
            say(message, into: &json)
        }
    }

    private func ended(_ entry: ShownEntry, _ message: Message, into json: inout JSONWriter) {
        if let name = name(of: entry) {
            say(message, .title(name), into: &json)
        } else {
            say(message, .couponTitle, into: &json)
        }
    }

    private func released(_ entry: ShownEntry, into json: inout JSONWriter) {
        if entry.source.kind == .order {
            say(texts.entryReleased, .orderTitle(entry.source.reference), into: &json)
        } else if let name = name(of: entry) {
            say(texts.entryReleased, .title(name), into: &json)
        } else {
            say(texts.entryReleasedPlain, into: &json)
        }
    }

    /// What a caller booked under a title of its own, which was written for the customer.
    private func told(_ entry: ShownEntry, into json: inout JSONWriter) {
        if let title = entry.told?.title, !title.isEmpty {
            json.string(title)
        } else if entry.source.kind == .trigger {
            named(entry, or: texts.entryTrigger, into: &json)
        } else {
            manual(entry, into: &json)
        }
    }

    /// What a person booked by hand. The note stays inside the brand: it was not written for the customer.
    private func manual(_ entry: ShownEntry, into json: inout JSONWriter) {
        say(entry.coins < 0 ? texts.entryDebit : texts.entryCredit, into: &json)
    }
}
