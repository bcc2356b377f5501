import API
import Engine
import HTTPServer
import Model

/// Friends who come with a code, and invitations of friends (nector-dialect: "Referral").
enum ReferralDeeds {
    /// `POST /leads-referral-via-email`
    static func claimByEmail(_ exchange: inout Exchange) throws -> Outcome {
        try bring(byMobile: false, isInvitation: false, &exchange)
    }

    /// `POST /leads-referral-via-mobile`
    static func claimByMobile(_ exchange: inout Exchange) throws -> Outcome {
        try bring(byMobile: true, isInvitation: false, &exchange)
    }

    /// `POST /leads-invite-via-email`
    static func inviteByEmail(_ exchange: inout Exchange) throws -> Outcome {
        try bring(byMobile: false, isInvitation: true, &exchange)
    }

    /// `POST /leads-invite-via-mobile`
    static func inviteByMobile(_ exchange: inout Exchange) throws -> Outcome {
        try bring(byMobile: true, isInvitation: true, &exchange)
    }

    private static func bring(
        byMobile: Bool, isInvitation: Bool, _ exchange: inout Exchange
    ) throws -> Outcome {
        let body = try NectorBody(exchange)
        let code = try body.needed("referred_by_referral_code", most: LeadDeeds.codeLengthMax)
        try exchange.countGuess(by: nil)
        // A token says who comes: what the body says of somebody is then of no account.
        if !isInvitation, let subject = exchange.caller.subject {
            return claim(code, address(of: exchange), NectorAnswers(exchange)) { snapshot in
                guard let friend = try snapshot.customerIfKnown(subject) else {
                    throw Refusal.customerNotFound
                }
                return friend
            }
        }
        let friend = try LeadInput(body)
        guard let name = friend.name else { throw body.fault("name", FieldCode.required, "is required") }
        let contact = byMobile ? "mobile" : "email"
        guard (byMobile ? friend.mobile : friend.email) != nil else {
            throw try body.object("metadetail").fault(contact, FieldCode.required, "is required")
        }
        try exchange.recogniseByOptionalKey()
        let answers = NectorAnswers(exchange)
        let input = BringFriend.Input(
            code: code, name: name, email: byMobile ? nil : friend.email,
            mobile: byMobile ? friend.mobile : nil, isInvitation: isInvitation || exchange.caller.isApp,
            networkAddress: address(of: exchange))
        return .write { context in
            if let receipt = try BringFriend.run(input, in: context) {
                return answers.referral(receipt.referral)
            }
            // A storefront enters a code for somebody who is known by that one's token alone (rule 11.1).
            return isInvitation
                ? answers.refusal(NectorMessage.leadKnown, code: "lead_exists")
                : answers.refusal(NectorMessage.tokenNeeded, code: "token_missing", .unauthorized)
        }
    }

    /// Where a shopper's request comes from; nil for a server's, whose address says nothing of the friend.
    private static func address(of exchange: Exchange) -> String? {
        exchange.caller.isApp ? exchange.service.clientAddressText(of: exchange.request) : nil
    }

    /// A customer enters a code.
    private static func claim(
        _ code: String, _ address: String?, _ answers: NectorAnswers,
        _ friend: @escaping @Sendable (Snapshot) throws -> Customer
    ) -> Outcome {
        .write { context in
            let customer = try friend(context.snapshot)
            let receipt = try ClaimReferral.run(
                ClaimReferral.Input(customer: customer.id, code: code, networkAddress: address), in: context)
            return answers.referral(receipt.referral)
        }
    }

    /// `PUT /leads-referred-by-referral-code/{id}`: a customer enters a friend's code.
    static func enter(_ exchange: inout Exchange) throws -> Outcome {
        let body = try NectorBody(exchange)
        let code = try body.needed("referred_by_referral_code", most: LeadDeeds.codeLengthMax)
        try exchange.countGuess(by: nil)
        let customer = try body.text("customer_id", most: DeedWho.lengthMax)
        let who = try DeedWho(path: exchange.parameter("id"), exchange, customer: customer)
        return claim(code, address(of: exchange), NectorAnswers(exchange), who.customer)
    }
}
