import API
import Engine
import HTTPServer
import Model

/// Makes leads known and fills in what is not known of them (nector-dialect: "Users").
enum LeadDeeds {
    /// `POST /leads`: one that is there already is refused in words that clients compare.
    static func create(_ exchange: inout Exchange) throws -> Outcome {
        let body = try NectorBody(exchange)
        let id = try body.parsed("customer_id", expected: CustomerID.expected, CustomerID.init)
        guard let id else { throw body.fault("customer_id", FieldCode.required, "is required") }
        var input = try LeadInput(body).command(for: id)
        input.referralCode = try body.text("referral_code", most: codeLengthMax)
        let referredBy = try body.text("referred_by_referral_code", most: codeLengthMax)
        try exchange.recogniseByOptionalKey()
        let answers = NectorAnswers(exchange)
        let made = input
        return .write { context in
            guard try context.snapshot.customerIfKnown(id) == nil else {
                return answers.refusal(NectorMessage.leadKnown, code: "lead_exists")
            }
            _ = try UpsertCustomer.run(made, in: context)
            if let referredBy {
                _ = try ClaimReferral.run(
                    ClaimReferral.Input(customer: id, code: referredBy), in: context)
            }
            let customer = try context.snapshot.customer(id)
            return try answers.lead(customer, in: context.snapshot)
        }
    }

    /// `PUT /leads/{id}`: a read key fills in what is empty, a write key changes.
    static func update(_ exchange: inout Exchange) throws -> Outcome {
        let who = try DeedWho(path: exchange.parameter("id"), exchange)
        let input = try LeadInput(try NectorBody(exchange))
        let mayChange = exchange.caller.key?.kind == .write
        let answers = NectorAnswers(exchange)
        return .write { context in
            let known = try who.customer(in: context.snapshot)
            let said = mayChange ? input : input.filling(known)
            let receipt = try UpsertCustomer.run(said.command(for: known.id), in: context)
            return try answers.lead(receipt.customer, in: context.snapshot)
        }
    }

    /// Characters of a referral code that are looked at.
    static let codeLengthMax = 64
}
