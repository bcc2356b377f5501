import API
import Engine
import HTTPServer
import Model

/// Actions that may earn coins (nector-dialect: "Trigger (earn) and content").
enum ActivityDeeds {
    /// `POST /activities`: an award that does not happen is 422 with its reason, and is recorded all the same.
    static func create(_ exchange: inout Exchange) throws -> Outcome {
        let body = try NectorBody(exchange)
        let who = try DeedWho(body, exchange)
        let trigger = try trigger(body, exchange)
        let isTrusted = exchange.caller.key?.kind == .write
        let trace = isTrusted && trigger.allowsOverride ? try body.object("trace") : nil
        let override = try trace.flatMap { try self.override(try $0.object("via_api_for_wallet")) }
        let device = try body.parsed("device_id", expected: DeviceID.expected, DeviceID.init)
        try exchange.recogniseByOptionalKey()
        let answers = NectorAnswers(exchange)
        return .write { context in
            let customer = try who.customer(in: context.snapshot)
            var input = FireTrigger.Input(
                trigger: trigger.id, customer: customer.id, device: device, isTrusted: isTrusted)
            // The format has no member for it, so most clients cannot send one.
            input.needsDevice = false
            input.override = override
            switch try FireTrigger.run(input, in: context).outcome {
            case .awarded(let entry):
                return try answers.activity(trigger, entry, of: customer, in: context.snapshot)
            case .notAwarded(let reason, let detail):
                // What a write key could do is a matter of the key.
                let isKeys = !isTrusted && trigger.isActive && !trigger.isOpen
                return isKeys
                    ? answers.refusal(NectorMessage.writeKeyNeeded, code: reason.rawValue, .forbidden)
                    : answers.refusal(detail, code: reason.rawValue)
            }
        }
    }

    private static func trigger(_ body: NectorBody, _ exchange: Exchange) throws -> Trigger {
        guard let text = try body.text("trigger_id", most: DeedWho.lengthMax) else {
            throw body.fault("trigger_id", FieldCode.required, "is required")
        }
        let names = NectorRequest(exchange).names
        guard let trigger = names.trigger(named: text, in: exchange.version.programme) else {
            throw Refusal.triggerNotFound
        }
        return trigger
    }

    /// What the caller says that the action pays (rule 11.5); nil for nothing.
    private static func override(_ wallet: NectorBody) throws -> FireTrigger.Override? {
        let isDebit = try wallet.word("operation", ["cr": false, "dr": true])
        let told = ToldText(
            title: try wallet.text("title", most: TransactionDeeds.titleLengthMax, lines: true) ?? "",
            description: try wallet.text(
                "description", most: TransactionDeeds.descriptionLengthMax, lines: true) ?? "")
        let coins = try range(of: try wallet.object("coin_range"))
        let isTold = !told.title.isEmpty || !told.description.isEmpty
        guard isDebit != nil || isTold || coins != nil else { return nil }
        return FireTrigger.Override(
            coins: coins, isDebit: isDebit ?? false, told: isTold ? told : nil)
    }

    private static func range(of body: NectorBody) throws -> ClosedRange<Coins>? {
        let least = try body.whole("min", in: 1...CoinLimits.perEntryMax)
        let most = try body.whole("max", in: 1...CoinLimits.perEntryMax)
        guard let low = least ?? most, let high = most ?? least else { return nil }
        guard low <= high else { throw body.fault("max", FieldCode.outOfRange, "must be at least min") }
        return low...high
    }
}
