import Model
import Testing

@testable import Engine

/// Where a connector's rule and the app's differ, every difference by itself.
struct RuleComparisonTests {
    /// A difference: how the connector's rule is written beside an app's of one coin for ₹1, and what is warned of.
    struct Row: Sendable, CustomTestStringConvertible {
        let rule: String
        let warnings: [String]
        var text = ""
        var testDescription: String { rule }
    }

    private func rule(_ more: String) throws -> RedemptionRule? {
        let programme = TestProgramme.redeeming(["gokwik": more]).with { $0.currency = "INR" }
        return try Programme(parsing: Array(programme.document.utf8)).redemption.rules[.gokwik]
    }

    @Test(arguments: [
        Row(rule: "", warnings: []),
        Row(rule: #""quote_minutes": 3, "hold_minutes": 4, "applies_by_itself": true"#, warnings: []),
        Row(
            rule: #""step_amount": 500"#, warnings: ["discount_type_differs step_amount"],
            text: "Discounts are any amount in the app and in steps of INR 5.00 at the connector's checkout."),
        Row(
            rule: #""of": "subtotal""#, warnings: ["calculation_base_differs of"],
            text: "Limits are counted on the total in the app and the subtotal at the connector's checkout."),
        Row(rule: #""takes_credits": true"#, warnings: ["credits_differ takes_credits"]),
        Row(
            rule: #""maximum_discount": 20000"#, warnings: ["limit_differs maximum_discount"],
            text: "The largest discount is not limited in the app and INR 200.00 at the connector's checkout."
        ),
        Row(
            rule: #""maximum_basis_points": 1250"#, warnings: ["limit_differs maximum_basis_points"],
            text:
                "The largest part of the cart is not limited in the app and 12.5 % at the connector's checkout."
        ),
        Row(rule: #""minimum_discount": 100"#, warnings: ["limit_differs minimum_discount"]),
        Row(rule: #""minimum_coins": 100"#, warnings: ["limit_differs minimum_coins"]),
        Row(rule: #""minimum_cart_amount": 100"#, warnings: ["limit_differs minimum_cart_amount"]),
        Row(
            rule: #""minimum_payment": {"kind": "percent", "basis_points": 2005}"#,
            warnings: ["limit_differs minimum_payment"],
            text:
                "What must be paid in money is nothing in the app and 20.05 % of the cart at the connector's"
                + " checkout."),
        Row(rule: #""allows_free_order": true"#, warnings: ["limit_differs allows_free_order"]),
        Row(rule: #""active": false, "maximum_discount": 1"#, warnings: ["connector_closed active"]),
        Row(
            rule: #""step_amount": 500, "maximum_discount": 20000, "minimum_coins": 7"#,
            warnings: [
                "discount_type_differs step_amount", "limit_differs maximum_discount",
                "limit_differs minimum_coins",
            ]),
    ])
    func `a difference that a customer would notice is warned of`(row: Row) throws {
        let inr = try #require(Currency(code: "INR"))
        let warnings = RuleComparison.warnings(
            app: try rule(""), connector: try rule(row.rule), currency: inr)
        #expect(warnings.map { "\($0.code.rawValue) \($0.field)" } == row.warnings)
        if !row.text.isEmpty { #expect(warnings.map(\.text) == [row.text]) }
    }

    @Test func `a coin is worth the same however the fraction is written`() throws {
        let inr = try #require(Currency(code: "INR"))
        let worth = { (coins: Coins, amount: Int64) in RedemptionRule(valueCoins: coins, valueAmount: amount)
        }
        let compare = { (app: RedemptionRule?, connector: RedemptionRule?) in
            RuleComparison.warnings(app: app, connector: connector, currency: inr)
        }
        #expect(compare(worth(100, 1_000), worth(10, 100)).isEmpty)
        let differing = compare(worth(100, 1_000), worth(1, 100))
        #expect(differing.map(\.code) == [.coinValue])
        #expect(
            differing.map(\.text) == [
                "Coins are worth INR 10.00 for 100 in the app and INR 1.00 for 1 at the connector's checkout."
            ])
        #expect(compare(worth(.max, .max), worth(.max, .max - 1)).map(\.code) == [.coinValue])
        #expect(compare(nil, worth(1, 1)).map(\.code) == [.appClosed])
        #expect(compare(worth(1, 1), nil).map(\.code) == [.connectorClosed])
        #expect(compare(nil, nil).isEmpty)
    }
}
