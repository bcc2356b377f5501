/// The actions that earn coins.
extension ProgrammeReader {
    func readTriggers(in fields: inout JSONFields) -> [Trigger] {
        let triggers = fields.optionalArray("triggers", count: 0...ProgrammeLimits.triggersMax) {
            readTrigger(&$0)
        }
        guard let triggers else { return [] }
        fields.refuseRepeated("triggers", member: "id", triggers.map(\.id))
        return triggers
    }

    private func readTrigger(_ fields: inout JSONFields) -> Trigger? {
        let id = fields.field("id", parse: TriggerID.init, expected: TriggerID.expected)
        let kind = fields.word("kind", of: Trigger.Kind.self)
        let title = fields.localized("title", lengthMax: ProgrammeLimits.titleLengthMax, in: locale)
        let summary = fields.optionalLocalized(
            "summary", lengthMax: ProgrammeLimits.textLengthMax, in: locale)
        let coins = fields.integer("coins", in: 1...CoinLimits.perEntryMax)
        let isOpen = fields.optionalBool("open") ?? false
        let isActive = fields.optionalBool("active") ?? true
        let frequency = fields.optionalObject("frequency") { readFrequency(&$0) } ?? .onceEver
        let pending = fields.optionalInteger("pending_days", in: 0...ProgrammeLimits.delayDaysMax)
        let isListed = fields.optionalBool("listed") ?? true
        let link = fields.optionalURL("link")
        let isAutomatic = fields.optionalBool("automatic") ?? false
        let allowsOverride = fields.optionalBool("allows_override") ?? false
        if let kind, isAutomatic { checkAutomatic(kind, isOpen: isOpen, &fields) }
        if let kind, Self.kindsOnce.contains(kind), frequency != .onceEver {
            fields.refuse("frequency", FieldCode.notAllowed, "must be once for the kind \(kind.rawValue)")
        }
        guard let id, let kind, let title, let coins else { return nil }
        return Trigger(
            id: id, kind: kind, title: title, summary: summary, coins: coins, isOpen: isOpen,
            isActive: isActive, frequency: frequency, pendingDays: pending ?? 0, isListed: isListed,
            link: link, isAutomatic: isAutomatic, allowsOverride: allowsOverride)
    }

    /// The service sees by itself only who is new and whose birthday it is.
    private func checkAutomatic(_ kind: Trigger.Kind, isOpen: Bool, _ fields: inout JSONFields) {
        if kind != .signUp, kind != .birthday {
            fields.refuse(
                "automatic", FieldCode.notAllowed,
                "must be false for the kind \(kind.rawValue): only sign_up and birthday happen by themselves")
        } else if isOpen {
            fields.refuse(
                "open", FieldCode.notAllowed, "must be false for a trigger that is automatic")
        }
    }

    /// What a customer does once in a lifetime: a reinstall or a second account pays nothing.
    private static let kindsOnce: Set<Trigger.Kind> = [.appInstall, .signUp]

    private func readFrequency(_ fields: inout JSONFields) -> Trigger.Frequency? {
        enum Kind: String, CaseIterable { case once, times }
        switch fields.word("kind", of: Kind.self) {
        case .once: return .onceEver
        case .times:
            let count = fields.integer("count", in: 1...ProgrammeLimits.triggerTimesMax)
            let period = fields.word("per", of: Trigger.Period.self)
            guard let count, let period else { return nil }
            return .times(count, per: period)
        case nil:
            (_, _) = (fields.take("count"), fields.take("per"))
            return nil
        }
    }
}
