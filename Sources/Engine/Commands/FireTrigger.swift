package import Model
internal import Store

/// An action that may earn coins: an app install, a sign-up, a review.
package enum FireTrigger {
    package struct Input: Sendable, Hashable {
        package var trigger: TriggerID
        package var customer: CustomerID
        /// Required by `app_install` triggers, unless ``needsDevice`` is off.
        package var device: DeviceID?
        /// Off for callers who cannot name a device: then an install counts once per customer alone.
        package var needsDevice = true
        /// What it pays in place of the trigger's coins (rule 11.5): of a trusted caller, where the trigger allows it.
        package var override: Override?
        /// When it happened; the programme's now when nil. A trusted event counts in the period in which it happened, up to
        /// ``FireTrigger/lateDaysMax`` days late; what an app says of itself happens when it arrives.
        package var occurredAt: Instant?
        /// The provider and its own id of the event, of a postback.
        package var providerEvent: ProviderEvent?
        /// A write key or a signed postback; otherwise the trigger must be open.
        package var isTrusted: Bool
        /// Nil for whoever writes.
        package var actor: Actor?
        package init(
            trigger: TriggerID, customer: CustomerID, device: DeviceID? = nil, occurredAt: Instant? = nil,
            providerEvent: ProviderEvent? = nil, isTrusted: Bool, actor: Actor? = nil
        ) {
            self.actor = actor
            self.trigger = trigger
            self.customer = customer
            self.device = device
            self.occurredAt = occurredAt
            self.providerEvent = providerEvent
            self.isTrusted = isTrusted
        }
    }

    /// What a trusted caller says that an action pays, and what the customer is told of it.
    package struct Override: Sendable, Hashable {
        /// Coins, from which as many are drawn; nil for as many as the trigger pays.
        package var coins: ClosedRange<Coins>?
        /// Whether the action costs so many coins instead.
        package var isDebit: Bool
        /// What the customer reads; nil for the trigger's own title.
        package var told: ToldText?
        package init(coins: ClosedRange<Coins>?, isDebit: Bool = false, told: ToldText? = nil) {
            self.coins = coins
            self.isDebit = isDebit
            self.told = told
        }
    }

    /// One event as an attribution provider counts it.
    package struct ProviderEvent: Sendable, Hashable {
        package var provider: String
        package var eventID: String
        package init(provider: String, eventID: String) {
            self.provider = provider
            self.eventID = eventID
        }
    }

    package struct Receipt: Sendable, Hashable {
        package var outcome: AwardOutcome
        /// The coins wallet afterwards; nil when the customer is unknown.
        package var wallet: WalletFacts?
    }

    /// Never refuses an award: every one that does not happen is an outcome, and recorded.
    ///
    /// - Throws: ``Refusal``: `walletInDebt`, `insufficientCoins` for an override that takes coins.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let customer = try context.connection.customer(input.customer, in: context.book.number)
        if let customer {
            context.concerned.insert(customer.number)
            try Settle.run(customer.number, in: context)
            if let device = input.device {
                try context.transaction.noteDevice(
                    context.digest(of: device), of: customer.number, in: context.book.number)
            }
        }
        let outcome = try fire(input, customer: customer, in: context)
        try recordEvent(of: input, outcome: outcome, in: context)
        let wallet = try customer.map { try context.receiptWallet(.coins, of: $0) }
        return Receipt(outcome: outcome, wallet: wallet)
    }

    /// The award or its reason for none, of a customer who is settled already; `customer` is nil for an unknown one.
    static func fire(
        _ input: Input, customer: Customer?, in context: CommandContext
    ) throws -> AwardOutcome {
        switch try decide(input, customer: customer, in: context) {
        case .refused(let reason, let detail):
            return try recordNonAward(reason, detail: detail, of: input, in: context)
        case .award(let trigger, let customer, let device, let timesBefore):
            let entry = try award(
                trigger, to: customer, device: device, timesBefore: timesBefore, input, in: context)
            return try entry.map(AwardOutcome.awarded)
                ?? recordNonAward(
                    .balanceLimit, detail: "The wallet has no room for the trigger's coins.", of: input,
                    in: context)
        }
    }

    /// The instant whose period an event counts in.
    private static func counts(_ input: Input, in context: CommandContext) -> Instant {
        input.isTrusted ? min(input.occurredAt ?? context.now, context.now) : context.now
    }

    private enum Decision {
        case award(Trigger, Customer, device: Digest?, timesBefore: Int64)
        case refused(NonAwardReason, String)
    }

    /// The reasons against an award, in their order of precedence; the first that applies decides.
    private static func decide(
        _ input: Input, customer: Customer?, in context: CommandContext
    ) throws -> Decision {
        guard let trigger = context.programme.trigger(input.trigger) else {
            return .refused(.unknownTrigger, "The programme has no trigger \(input.trigger.text).")
        }
        guard trigger.isActive else { return .refused(.triggerClosed, "The trigger is switched off.") }
        guard input.isTrusted || trigger.isOpen else {
            return .refused(
                .triggerClosed, "The trigger is not open: only a write key or a postback may fire it.")
        }
        guard let customer else {
            return .refused(.customerUnknown, "No customer \(input.customer.text) is known.")
        }
        guard !customer.isBlocked else { return .refused(.customerBlocked, "The customer is blocked.") }
        let device = input.device.map { context.digest(of: $0) }
        if trigger.kind == .appInstall, device == nil, input.needsDevice {
            return .refused(
                .deviceMissing, "An app install counts once per device, and the event names no device.")
        }
        return try decideByHistory(trigger, customer, device: device, input, in: context)
    }

    private static func decideByHistory(
        _ trigger: Trigger, _ customer: Customer, device: Digest?, _ input: Input, in context: CommandContext
    ) throws -> Decision {
        let (connection, book) = (context.connection, context.book.number)
        if let event = input.providerEvent,
            try connection.isEventSeen(event.eventID, of: event.provider, trigger: trigger.id, in: book)
        {
            return .refused(.alreadyAwarded, "The provider's event \(event.eventID) was received before.")
        }
        let times = try connection.awardCount(of: trigger.id, to: customer.number, in: book)
        if times > 0, trigger.frequency == .onceEver || trigger.kind == .appInstall {
            return .refused(.alreadyAwarded, "The trigger rewards a customer once, and has done so.")
        }
        if let device, trigger.kind == .appInstall,
            try connection.isDeviceSeen(device, by: trigger.id, in: book)
        {
            return .refused(.deviceSeen, "The device has been rewarded before; a reinstall pays nothing.")
        }
        let instant = counts(input, in: context)
        if trigger.kind == .birthday,
            let due = try connection.birthdayDue(of: customer.number, in: book),
            due.paidYear == context.zone.localDate(at: instant).year
        {
            return .refused(
                .alreadyAwarded, "A birthday is rewarded once a calendar year, and this year's was.")
        }
        if case .times(let most, let period) = trigger.frequency {
            let start = EarningRules.periodStart(period, at: instant, zone: context.zone)
            let end = EarningRules.nextPeriodStart(period, at: instant, zone: context.zone)
            let count = try connection.awardCount(
                of: trigger.id, to: customer.number, since: start, before: end, in: book)
            if count >= most {
                return .refused(
                    .capReached, "The trigger rewards \(TraceWords.times(most)) a \(period.rawValue).")
            }
        }
        if let occurredAt = input.occurredAt, occurredAt > context.now.adding(milliseconds: clockSkewMax) {
            return .refused(.outsideWindow, "The event lies in the future.")
        }
        // What the service fires itself fell due when it did, however late the books are opened (rule 3.5).
        if input.isTrusted, input.actor != .service, isTooLate(input.occurredAt, at: context.now) {
            return .refused(.outsideWindow, "The event lies more than \(lateDaysMax) days back.")
        }
        return .award(trigger, customer, device: device, timesBefore: times)
    }

    /// How far a caller's clock may run ahead, in milliseconds.
    static let clockSkewMax: Int64 = 300_000

    /// How long ago a trusted event may have happened, in days: a little over a year, so that last year's can be imported.
    package static let lateDaysMax: Int64 = 400

    private static func isTooLate(_ occurredAt: Instant?, at now: Instant) -> Bool {
        occurredAt.map { $0 < now.adding(milliseconds: -lateDaysMax * 86_400_000) } ?? false
    }

    /// Refuses a time that a caller gives and that no event may have; a postback's is a reason for no award instead.
    ///
    /// - Throws: ``InvalidInput`` for a trusted event that lies more than ``lateDaysMax`` days back.
    package static func check(_ input: Input, at now: Instant) throws(InvalidInput) {
        guard input.isTrusted, isTooLate(input.occurredAt, at: now) else { return }
        throw .field(
            ["occurred_at"], FieldCode.outOfRange, "occurred_at must be at most \(lateDaysMax) days ago.")
    }

    private static func award(
        _ trigger: Trigger, to customer: Customer, device: Digest?, timesBefore: Int64, _ input: Input,
        in context: CommandContext
    ) throws -> Entry? {
        let occurredAt = counts(input, in: context)
        // A tier's birthday bonus takes the place of the trigger's coins.
        let tier =
            trigger.kind == .birthday
            ? try context.snapshot.tierForEarning(of: customer, at: occurredAt) : nil
        let bonus = tier.flatMap { $0.birthdayBonus > 0 ? $0 : nil }
        let override = input.isTrusted && trigger.allowsOverride ? input.override : nil
        let coins = Self.drawn(override) ?? bonus?.birthdayBonus ?? trigger.coins
        let trace = Trace(.trigger).adding("trigger", trigger.id.text)
            .adding("coins", override?.isDebit == true ? -coins : coins)
            .adding("times_before", timesBefore).adding("tier", bonus?.id.text)
            .adding("override", override?.coins == nil ? nil : 1 as Int64)
        let reason = override?.told == nil ? "trigger" : ToldText.triggerReason
        let entry =
            try override?.isDebit == true
            ? debit(coins, of: customer, trace, override, for: trigger, at: occurredAt, in: context)
            : context.awardWithRoom(
                coins, to: customer.number,
                // What the service fires is earned when it fell due, however late it is written (rule 3.5).
                terms: context.lotTerms(
                    earnedAt: input.actor == .service ? occurredAt : context.now,
                    pendingDays: trigger.pendingDays),
                reason: reason, source: Source(.trigger, trigger.id.text), trace: trace,
                occurredAt: occurredAt, note: override?.told?.note, actor: input.actor)
        guard let entry else { return nil }
        try record(entry, of: trigger, to: customer, device: device, at: occurredAt, in: context)
        return entry
    }

    /// How many coins an override comes to this time.
    private static func drawn(_ override: Override?) -> Coins? {
        override?.coins.map { Coins.random(in: $0) }
    }

    /// An action that costs coins.
    private static func debit(
        _ coins: Coins, of customer: Customer, _ trace: Trace, _ override: Override?, for trigger: Trigger,
        at occurredAt: Instant, in context: CommandContext
    ) throws -> Entry {
        var wallet = try context.open(.coins, of: customer.number)
        return try wallet.spend(
            coins,
            context.draft(
                .adjustment, reason: override?.told == nil ? "trigger" : ToldText.triggerReason,
                source: Source(.trigger, trigger.id.text), trace: trace, occurredAt: occurredAt,
                note: override?.told?.note))
    }

    /// Notes that the trigger has paid, for its limits.
    private static func record(
        _ entry: Entry, of trigger: Trigger, to customer: Customer, device: Digest?, at occurredAt: Instant,
        in context: CommandContext
    ) throws {
        let (transaction, book) = (context.transaction, context.book.number)
        try transaction.recordAward(
            of: trigger.id, to: customer.number, entry: entry.id.sequence, at: occurredAt, in: book)
        if trigger.kind == .birthday {
            try Birthday.notePaid(
                customer.number, year: context.zone.localDate(at: occurredAt).year, in: context)
        }
        if let device, trigger.kind == .appInstall {
            try transaction.recordDevice(
                device, by: trigger.id, for: customer.number, at: context.now, in: book)
        }
    }

    private static func recordNonAward(
        _ reason: NonAwardReason, detail: String, of input: Input, in context: CommandContext
    ) throws -> AwardOutcome {
        try context.transaction.recordNonAward(
            reason, detail: detail, customerID: input.customer.text,
            source: Source(.trigger, input.trigger.text),
            programmeVersion: context.version.number, trace: try nonAwardTrace(of: input, in: context).json,
            actor: input.actor ?? context.actor, at: context.now,
            in: context.book.number)
        return .notAwarded(reason, detail: detail)
    }

    /// What the decision against an award was made from, as far as the books have it.
    private static func nonAwardTrace(of input: Input, in context: CommandContext) throws -> Trace {
        let trigger = context.programme.trigger(input.trigger)
        let customer = try context.connection.customer(input.customer, in: context.book.number)
        let times = try customer.map {
            try context.connection.awardCount(of: input.trigger, to: $0.number, in: context.book.number)
        }
        var trace = Trace(.trigger).adding("trigger", input.trigger.text).adding("coins", trigger?.coins)
            .adding("times_before", times).adding("occurred_at", input.occurredAt)
            .adding("device", input.device == nil ? nil : "named")
            .adding("provider", input.providerEvent?.provider)
        if case .times(let most, let period)? = trigger?.frequency {
            trace = trace.adding("times_max", most).adding("period", period.rawValue)
        }
        return trace
    }

    /// Keeps a provider's event with what became of it, the first time it comes.
    private static func recordEvent(
        of input: Input, outcome: AwardOutcome, in context: CommandContext
    ) throws {
        guard let event = input.providerEvent else { return }
        let (connection, book) = (context.connection, context.book.number)
        guard
            try !connection.isEventSeen(event.eventID, of: event.provider, trigger: input.trigger, in: book)
        else { return }
        // An event for a customer who is not known yet may be sent again once the customer is.
        if case .notAwarded(.customerUnknown, _) = outcome { return }
        try context.transaction.recordEvent(
            event.eventID, of: event.provider, trigger: input.trigger, outcome: outcome.code, at: context.now,
            in: book)
    }
}

extension FireTrigger {
    /// Records a postback that names no customer that could be one: the award that did not happen still has its reason.
    package static func refuseUnnamed(
        _ trigger: TriggerID, detail: String, in context: CommandContext
    ) throws -> Receipt {
        try context.transaction.recordNonAward(
            .customerUnknown, detail: detail, customerID: "", source: Source(.trigger, trigger.text),
            programmeVersion: context.version.number, actor: context.actor, at: context.now,
            in: context.book.number)
        return Receipt(outcome: .notAwarded(.customerUnknown, detail: detail), wallet: nil)
    }
}
