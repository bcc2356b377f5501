import Foundation
import Testing

/// The customers of whom the README says that each shows something: they do, by the very line that it gives to paste.
struct DemoCastTests {
    /// What must stand in the answer, by customer; the README's table has exactly these.
    static let shown: [String: [String]] = [
        "demo-newcomer": [
            #""code":"no_history""#, #""code":"insufficient_coins""#, #""text":"0 coins""#,
        ],
        "demo-pending": [#""pending":80"#, #""type":"pending_notice","coins":80"#, "Pending until"],
        "demo-expiring": [#""type":"expiry_notice","coins":200"#, #""coins":120,"on""#],
        "demo-debt": [#""code":"wallet_in_debt""#, #""available":-250"#, "You owe 250 coins"],
        "demo-credit": [#""type":"credit_card""#, "You have $25 of store credit"],
        "demo-holding": [#""held":500"#, "500 coins are set aside for a checkout"],
        "demo-checkout": [
            "Used on order demo-order-checkout", "Back from order demo-order-checkout",
            "Set aside at checkout", "Back from checkout",
        ],
        "demo-coupons": [
            "active", "used", "cancelling", "cancelled", "expired",
        ].map { #""status":"\#($0)""# }
            + ["fixed_amount", "variable_amount", "percentage", "free_shipping", "free_product"].map {
                #""kind":"\#($0)""#
            },
        "demo-voucher": [#""left":18"#, #""warning":"running_low""#],
        "demo-fan": [#""current":{"id":"fan""#, #""code":"tier_locked""#],
        "demo-silver": ["Your price as Silver", #""code":"tier_too_low""#],
        "demo-gold": [#""current":{"id":"gold""#],
        "demo-platinum": ["limited by the cap per order", "the cap per order leaves 5000 coins"],
        "demo-ending": [#""current":{"id":"silver""#, #""valid_until":"#],
        "demo-grace": [#""kept_until":"#, "Spend $150 more by", "to stay Silver"],
        "demo-campaign": ["with the campaign anniversary", "×2 by vinyl", "= 200 coins"],
        "demo-giftcard": [#""reason":"excluded_product""#],
        "demo-refunds": [
            "Order demo-order-partial refunded", "Order demo-order-full refunded",
            "Order demo-order-cancelled cancelled",
        ],
        "demo-actions": [#""code":"cap_reached","text":"Again from"#, #""code":"already_awarded""#],
        "demo-birthday": [#""title":"Your birthday""#, #""coins":100"#],
        "demo-referrer": [
            #""status":"signed_up""#, #""status":"qualified""#, #""due_on":"#, #""status":"rewarded""#,
            #""status":"rejected","status_text":"Not counted","reason":"order_refunded""#,
        ],
        "demo-friend-review": [#""flags":["same_address"]"#, #""friend_id":"demo-friend-review""#],
        "demo-referrer-again": [#""code":"referral_self""#],
        "demo-merged": [#""customer_id":"demo-merged""#, "Accounts joined"],
        "demo-blocked": [#""blocked":true"#, "Sells coupons on"],
        "demo-erased": [#""act":"customer_erased""#],
        "demo-sandbox": [#""available":80,"pending":0"#],
    ]

    /// The rows of the README's table: a customer, and a line to paste.
    static func rows() throws -> [(customer: String, line: String)] {
        let readme = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../README.md").standardizedFileURL
        let text = try String(contentsOf: readme, encoding: .utf8)
        return text.matches(of: /(?m)^\| `(demo-[a-z-]+)` \|[^|]*\| `(curl [^|]*)` \|$/).map {
            (String($0.1), String($0.2))
        }
    }

    @Test func `the README's table names exactly the customers that show something`() throws {
        #expect(try Self.rows().map(\.customer).sorted() == Self.shown.keys.sorted())
    }

    @Test func `each customer of the README shows what it says, by the line that it gives to paste`() throws {
        let demo = try DemoCopy()
        for (customer, line) in try Self.rows() {
            let answer = try Executable.run("bash", ["-c", ". \(demo.file); \(line) -sS"])
            for expected in Self.shown[customer] ?? [] {
                #expect(answer.output.contains(expected), "\(customer): \(expected)\n\(answer.output)")
            }
        }
        #expect(demo.server.stop() == 0)
    }

    @Test func `everything else that the README has to paste works on the demo, in its order`() throws {
        let demo = try DemoCopy()
        let readme = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../README.md").standardizedFileURL
        let lines = try String(contentsOf: readme, encoding: .utf8).replacing("\\\n", with: " ")
            .split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("curl ") } > 20)
        for line in lines {
            let name = line.prefix { $0.isUppercase || $0 == "_" }
            if !name.isEmpty, line.dropFirst(name.count).hasPrefix("=$(curl ") {
                // What is asked for once is known to the lines after it.
                let kept = "\(line); echo \(name)=$\(name) >> \(demo.file)"
                #expect(try Executable.run("bash", ["-c", ". \(demo.file); \(kept)"]).code == 0)
            }
            guard line.hasPrefix("curl ") else { continue }
            let answer = try Executable.run(
                "bash", ["-c", ". \(demo.file); \(line) -sS -w '\\n%{http_code}'"])
            let status = answer.output.split(separator: "\n").last ?? ""
            // One test of the brand runs at a time, and the one before it may not have ended.
            let isBusy = status == "409" && answer.output.contains("brand_test_running")
            #expect(["200", "201", "202"].contains(status) || isBusy, "\(line)\n\(answer.output)")
        }
        #expect(demo.server.stop() == 0)
    }

    @Test
    func `a section that is on several screens says the same on each, to everybody and in every language`()
        throws
    {
        let demo = try DemoCopy(["--rate-limits", "off"])
        let key = try #require(
            try String(contentsOfFile: demo.file, encoding: .utf8).firstMatch(of: /WRITE_KEY='(.*)'/)
        ).1
        let client = HTTPClient(port: demo.server.port)
        var compared = 0
        for customer in Self.shown.keys.sorted() where !["demo-erased", "demo-sandbox"].contains(customer) {
            for language in ["en", "de", "hi", "ar"] {
                var known: [String: NSDictionary] = [:]
                for screen in ["home", "wallet", "earn", "redeem", "vip", "referrals"] {
                    let answer = client.send(
                        "GET", "/v1/customers/\(customer)/screens/\(screen)", key: String(key),
                        language: language)
                    for var section in answer?.json["sections"] as? [[String: Any]] ?? [] {
                        let type = section["type"] as? String ?? ""
                        // Previews show as much as there is room for, and actions lead to the other screens.
                        guard !type.hasSuffix("_preview") else { continue }
                        section["actions"] = nil
                        if let first = known[type] {
                            #expect(
                                first == section as NSDictionary, "\(customer) \(screen) \(type) \(language)")
                            compared += 1
                        } else {
                            known[type] = section as NSDictionary
                        }
                    }
                }
            }
        }
        #expect(compared > 500)
        #expect(demo.server.stop() == 0)
    }
}
