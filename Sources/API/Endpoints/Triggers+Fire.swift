import Engine
import HTTPServer
import Model
import Screens

/// App installs and other actions.
enum TriggersEndpoint {
    /// Fires a trigger; an award that does not happen is 200 with its reason.
    static func fire(_ exchange: inout Exchange) throws -> Outcome {
        let caller = exchange.caller
        guard let trigger = TriggerID(exchange.parameter("trigger_id")) else { throw Refusal.triggerNotFound }
        let isTrusted = caller.key?.kind == .write
        let input = try exchange.body { fields -> FireTrigger.Input? in
            let own = caller.token?.customer
            let customer = fields.field(
                "customer_id", parse: { $0 == "me" ? own : CustomerID($0) }, expected: CustomerID.expected)
            let device = fields.optionalField("device_id", parse: DeviceID.init, expected: DeviceID.expected)
            let occurredAt = fields.optionalInstant("occurred_at")
            guard let customer else { return nil }
            return FireTrigger.Input(
                trigger: trigger, customer: customer, device: device, occurredAt: occurredAt,
                isTrusted: isTrusted)
        }
        if !isTrusted { try check(input.customer, caller) }
        // The same Idempotency-Key for another customer is another write.
        exchange.caller.customer = input.customer
        let chooseLocale = exchange.chooseLocale
        return .write { context in
            try FireTrigger.check(input, at: context.now)
            let receipt = try FireTrigger.run(input, in: context)
            return answer(receipt, of: input, chooseLocale, in: context)
        }
    }

    /// With a read key, a token's customer fires for itself alone.
    private static func check(_ customer: CustomerID, _ caller: Exchange.Caller) throws {
        guard caller.token?.customer == customer else { throw Refusal.customerNotFound }
    }

    static func answer(
        _ receipt: FireTrigger.Receipt, of input: FireTrigger.Input,
        _ chooseLocale: (Customer) -> ScreenLocale, in context: CommandContext
    ) -> Answer {
        let programme = context.programme
        let customer = try? context.snapshot.customer(input.customer)
        let locale =
            customer.map(chooseLocale) ?? ScreenLocale.of(programme.defaultLocale, programme: programme)
        let wording = locale.wording(at: context.now)
        return .json(in: wording) { json in
            json.beginObject()
            json.member("trigger_id", input.trigger.text)
            switch receipt.outcome {
            case .awarded(let entry):
                json.member("awarded", true)
                json.key("transaction")
                ScreenPayload.writeEntry(entry.shown, wording, into: &json)
            case .notAwarded: AwardWriting.writeMembers(of: receipt.outcome, into: &json)
            }
            if let wallet = receipt.wallet {
                json.key("wallet")
                ScreenPayload.writeWallet(wallet, .coins, wording, into: &json)
            }
            json.endObject()
        }
    }
}
