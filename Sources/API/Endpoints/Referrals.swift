import Engine
import HTTPServer
import Model
import Screens

/// The friends that a customer brought, and the code of whoever brought the customer.
enum ReferralsEndpoint {
    /// The customer's code, numbers and a page of referrals, newest first.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let page = try exchange.query { $0.page(of: .referrals) }
        let chooseLocale = exchange.chooseLocale
        return .customerRead(exchange.customer) { snapshot, customer in
            _ = try snapshot.wallet(.coins, of: customer)
            let summary = try snapshot.referralSummary(of: customer)
            let referrals = try snapshot.referrals(of: customer, page: page)
            let wording = chooseLocale(customer).wording(at: snapshot.now)
            return .json(in: wording) { json in
                json.beginObject()
                json.key("summary")
                ScreenPayload.writeReferralSummary(summary, of: customer, wording, into: &json)
                json.key("items")
                json.beginArray()
                for referral in referrals.items {
                    ScreenPayload.writeReferral(referral, wording, into: &json)
                }
                json.endArray()
                ScreenPayload.writeCursor(.referrals, referrals.next, into: &json)
                json.endObject()
            }
        }
    }

    /// Enters a friend's code; the same code again is the same answer.
    static func claim(_ exchange: inout Exchange) throws -> Outcome {
        let id = exchange.customer
        let peer = exchange.caller.isApp ? exchange.service.clientAddressText(of: exchange.request) : nil
        let isBackEnd = exchange.caller.key?.kind == .write
        let input = try exchange.body { fields -> ClaimReferral.Input? in
            let code = fields.string("code", length: 1...64)
            let device = fields.optionalField("device_id", parse: DeviceID.init, expected: DeviceID.expected)
            // An app's address is that of its connection; only a back end may say where a customer is.
            let address =
                isBackEnd
                ? fields.optionalField("ip", parse: networkAddress, expected: "an IPv4 or IPv6 address")
                : peer
            guard let code else { return nil }
            return ClaimReferral.Input(customer: id, code: code, device: device, networkAddress: address)
        }
        try exchange.countGuess(by: id)
        let chooseLocale = exchange.chooseLocale
        return .write { context in
            let receipt = try ClaimReferral.run(input, in: context)
            let wording = chooseLocale(try context.snapshot.customer(id)).wording(at: context.now)
            return .json(.created, in: wording) { json in
                json.beginObject()
                json.key("referral")
                ScreenPayload.writeReferral(receipt.referral, wording, into: &json)
                json.endObject()
            }
        }
    }

    /// Digits, hexadecimal letters, dots and colons, as such an address has.
    private static func networkAddress(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x3A).contains(byte) || byte == 0x2E || (0x61...0x66).contains(byte | 0x20)
        }
        return isPlain && (2...45).contains(text.utf8.count)
            && text.utf8.contains { $0 == 0x2E || $0 == 0x3A }
            ? text.lowercased() : nil
    }
}
