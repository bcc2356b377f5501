import Model

/// The words of one trace.
struct TraceWords {
    let trace: JSONValue
    let entry: Entry
    let setting: ExplanationSetting
    var refund: RefundArithmetic?

    var currency: Currency { setting.currency }
    var zone: BrandZone { setting.zone }

    func sentence(_ rule: Trace.Rule) -> String {
        switch rule {
        case .order: return orderSentence()
        case .trigger: return triggerSentence()
        case .tierBonus: return tierBonusSentence()
        case .birthday: return birthdaySentence()
        case .redemption: return redemptionSentence()
        case .release: return "\(part(number("coins"))) earned earlier became available."
        case .expiry: return expirySentence()
        case .referral: return referralSentence()
        case .manual: return manualSentence()
        case .couponReturn: return couponReturnSentence()
        case .couponUsedLate: return usedLateSentence()
        case .orderCancelled: return cancelledSentence()
        case .orderRefund: return refundSentence()
        case .orderPaidWithCoins: return coinsPartSentence()
        case .waivedCollected: return collectedSentence()
        case .orderReturn: return returnSentence()
        case .storeCredit: return storeCreditSentence()
        case .merge: return mergeSentence
        case .quote: return quoteSentence()
        case .hold: return holdSentence()
        case .holdRelease: return holdReleaseSentence()
        case .checkout: return checkoutSentence()
        }
    }

    func steps(_ rule: Trace.Rule) -> [String] {
        let lines: [String] =
            switch rule {
            case .order: orderSteps()
            case .trigger: triggerSteps()
            case .tierBonus: tierBonusSteps()
            case .birthday: birthdaySteps()
            case .redemption: redemptionSteps()
            case .release:
                ["Awarded by coins-\(number("award")), available from \(firstDay("due")) on."]
            case .expiry: expirySteps()
            case .referral: referralSteps()
            case .manual: manualSteps()
            case .couponReturn: couponReturnSteps()
            case .couponUsedLate: usedLateSteps()
            case .orderCancelled: cancelledSteps()
            case .orderRefund: refundSteps()
            case .orderPaidWithCoins: coinsPartSteps()
            case .waivedCollected: collectedSteps()
            case .orderReturn: returnSteps()
            case .storeCredit: storeCreditSteps()
            case .merge: mergeSteps
            case .quote: quoteSteps()
            case .hold: holdSteps()
            case .holdRelease: holdReleaseSteps()
            case .checkout: checkoutSteps()
            }
        return lines + terms()
    }

    /// When the coins of an award are released and lapse, as the customer's screens say it.
    private func terms() -> [String] {
        var lines: [String] = []
        if trace["pending_until"] != nil { lines.append("Pending until \(firstDay("pending_until")).") }
        if trace["expires_at"] != nil {
            lines.append("Good until \(lastDay("expires_at")), the last day included.")
        }
        return lines
    }

    // By hand

    private func manualSentence() -> String {
        let amount = number("coins")
        let verb = amount > 0 ? "credited" : "debited"
        guard entry.id.wallet == .coins else {
            return "\(money(abs(amount))) of store credit was \(verb) by hand."
        }
        return "\(count(abs(amount))) \(were(abs(amount))) \(verb) by hand."
    }

    private func manualSteps() -> [String] {
        guard setting.isForStaff else { return ["Booked by the brand's staff."] }
        return [entry.note.map { "Reason given: \($0)" } ?? "The reason given has been erased."]
    }
}

// Parts of a trace
extension TraceWords {
    func number(_ name: String) -> Int64 {
        if case .integer(let value)? = trace[name] { return value }
        return 0
    }

    func word(_ name: String) -> String {
        if case .string(let value)? = trace[name] { return value }
        return ""
    }

    /// The objects of a list, each to be read like the trace itself.
    func list(_ name: String) -> [TraceWords] {
        guard case .array(let values)? = trace[name] else { return [] }
        return values.map { TraceWords(trace: $0, entry: entry, setting: setting) }
    }

    /// The texts of a list.
    func texts(_ name: String) -> [String] {
        guard case .array(let values)? = trace[name] else { return [] }
        return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    /// A fraction as it was kept: `3/2`.
    func fraction(_ name: String) -> Fraction? {
        let parts = word(name).split(separator: "/", maxSplits: 1)
        guard let first = parts.first, let above = Int128(first) else { return nil }
        guard parts.count == 2 else { return Fraction(above, 1) }
        return Int128(parts[1]).flatMap { Fraction(above, $0) }
    }
}

// How numbers and days are written
extension TraceWords {
    func money(_ amount: Int64) -> String {
        "\(currency.code) \(Money(minorUnits: amount, currency: currency).decimal)"
    }

    /// Exact, down to parts of a minor unit.
    func money(_ amount: Fraction) -> String {
        if amount.denominator == 1, let whole = Int64(exactly: amount.numerator) { return money(whole) }
        let scale = Fraction(Int128(currency.minorUnitsPerMajor), 1)
        guard let major = scale.flatMap({ amount.divided(by: $0) }) else {
            return "\(amount.text) minor units of \(currency.code)"
        }
        return "\(currency.code) \(mixed(major))"
    }

    func count(_ coins: Int64) -> String { coins == 1 ? "1 coin" : "\(coins) coins" }

    /// Coins before they are rounded.
    func count(_ coins: Fraction) -> String { coins == .one ? "1 coin" : "\(mixed(coins)) coins" }

    /// Coins, or money of the credits wallet.
    func part(_ amount: Int64) -> String {
        entry.id.wallet == .credits ? money(amount) : count(amount)
    }

    func were(_ coins: Int64) -> String { coins == 1 || entry.id.wallet == .credits ? "was" : "were" }

    /// `once`, `twice`, `5 times`.
    static func times(_ number: Int64) -> String {
        switch number {
        case 1: "once"
        case 2: "twice"
        default: "\(number) times"
        }
    }

    /// A fraction as people write it: `243.5` where that is exact, else `34 2/7`.
    func mixed(_ value: Fraction) -> String {
        if let decimal = Self.decimal(value) { return decimal }
        let whole = value.floor
        return whole == 0 ? value.rest.text : "\(whole) \(value.rest.text)"
    }

    /// Decimal places that are written at most.
    private static let placesMax = 4

    private static func decimal(_ value: Fraction) -> String? {
        var digits = ""
        var rest = value.rest
        while rest != .zero, digits.count < placesMax {
            guard let next = rest.times(Fraction(10)) else { return nil }
            digits += "\(next.floor)"
            rest = next.rest
        }
        guard rest == .zero else { return nil }
        return digits.isEmpty ? "\(value.floor)" : "\(value.floor).\(digits)"
    }

    /// `×1.25` of 12500 basis points.
    func factor(_ basisPoints: Int64) -> String { "×\(mixed(Fraction(basisPoints: basisPoints)))" }

    /// `15 %` of 1500 basis points.
    func percent(_ basisPoints: Int64) -> String {
        "\(Fraction(Int128(basisPoints), 100).map(mixed) ?? "\(basisPoints)/100") %"
    }

    /// `hats, cards and books`.
    func listed(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return "\(items.dropLast().joined(separator: ", ")) and \(last)"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `25 Nov 2026`.
    func day(_ date: LocalDate) -> String {
        "\(date.day) \(Self.months[max(0, min(11, date.month - 1))]) \(date.year)"
    }

    private func instant(_ name: String) -> Instant { Instant(milliseconds: number(name)) }

    /// The local day on which something begins.
    func firstDay(_ name: String) -> String { day(zone.localDate(at: instant(name))) }

    /// The last local day before something ends.
    func lastDay(_ name: String) -> String {
        day(zone.localDate(at: instant(name).adding(milliseconds: -1)))
    }

    /// A local day with the time: `25 Nov 2026, 14:05`.
    func moment(_ name: String) -> String {
        let time = zone.localTime(at: instant(name))
        let pad = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(firstDay(name)), \(pad(time.hour)):\(pad(time.minute))"
    }
}
