import Engine
import HTTPServer
import Model

/// The brand's customers.
package enum CustomersEndpoint {
    /// Makes a customer known, or changes what is known of one: 201 or 200.
    static func put(_ exchange: inout Exchange) throws -> Outcome {
        let id = exchange.customer
        let input = try exchange.body { fields in
            UpsertCustomer.Input(
                id: id, name: fields.optionalString("name", length: 1...200),
                email: fields.optionalField(
                    "email", parse: email, expected: "an e-mail address of 3 to 254 visible ASCII characters"),
                mobile: fields.optionalField(
                    "mobile", parse: mobile, expected: "a number in international form, such as +491701234567"
                ),
                locale: fields.optionalField(
                    "locale", parse: locale, expected: "a language tag such as en or hi-IN"),
                birthday: fields.optionalLocalDate("birthday"),
                address: fields.optionalString("address", length: 1...500))
        }
        return .write { context in
            let receipt = try UpsertCustomer.run(input, in: context)
            return .json(receipt.isNew ? .created : .ok) { json in write(receipt.customer, into: &json) }
        }
    }

    /// What is known of a customer.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        return .customerRead(exchange.customer) { _, customer in
            .json { json in write(customer, into: &json) }
        }
    }

    /// Mints a customer token for the app to use with the read key.
    static func createToken(_ exchange: inout Exchange) throws -> Outcome {
        let lifetime = try exchange.body { fields in
            Int64?.some(
                fields.optionalInteger("expires_in", in: 60...CustomerToken.lifetimeSecondsMax)
                    ?? lifetimeSecondsDefault)
        }
        try exchange.noQuery()
        let (book, engine) = (exchange.book, exchange.service.engine)
        return .customerRead(exchange.customer) { _, customer in
            let made = CustomerToken.mint(
                for: customer.id, in: book, secrets: engine.secrets, lifetimeSeconds: lifetime,
                at: engine.realNow())
            return .json(.created) { json in
                json.beginObject()
                json.member("customer_id", customer.id.text)
                json.member("token", made.token)
                json.member("token_type", literal: "Bearer")
                json.member("expires_at", made.expiresAt)
                json.endObject()
            }
        }
    }

    /// An hour: long enough for a visit, short enough to lose.
    static let lifetimeSecondsDefault: Int64 = 3_600

    static func write(_ customer: Customer, into json: inout JSONWriter) {
        json.beginObject()
        writeMembers(customer, into: &json)
        json.endObject()
    }

    static func writeMembers(_ customer: Customer, into json: inout JSONWriter) {
        json.member("customer_id", customer.id.text)
        if let name = customer.name { json.member("name", name) }
        if let email = customer.email { json.member("email", email) }
        if let mobile = customer.mobile { json.member("mobile", mobile) }
        if let locale = customer.locale { json.member("locale", locale) }
        if let birthday = customer.birthday { json.member("birthday", birthday) }
        json.member("referral_code", customer.referralCode)
        json.member("blocked", customer.isBlocked)
        json.member("created_at", customer.createdAt)
        json.member("updated_at", customer.updatedAt)
    }

    /// Visible ASCII on both sides of one `@`, as in the contract's pattern.
    package static func email(_ text: String) -> String? {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), (3...254).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return text
    }

    /// International form (E.164): a plus, then 7 to 15 digits without a leading zero.
    package static func mobile(_ text: String) -> String? {
        let digits = text.utf8.dropFirst()
        guard text.hasPrefix("+"), (7...15).contains(digits.count), digits.first != 0x30,
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return text
    }

    private static func locale(_ text: String) -> String? { LocaleTag(text) == nil ? nil : text }
}
