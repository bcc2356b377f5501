package import Model

/// Where a connector's redemption rule and the app's part ways, so that a customer would see one discount in the app and
/// another at checkout. Pure.
package enum RuleComparison {
    /// One difference.
    package struct Warning: Sendable, Hashable {
        /// What kind of difference; the raw value is its stable code.
        package enum Code: String, Sendable, Hashable, CaseIterable {
            /// The app redeems no coins.
            case appClosed = "app_closed"
            /// The connector redeems no coins.
            case connectorClosed = "connector_closed"
            case coinValue = "coin_value_differs"
            case discountType = "discount_type_differs"
            case calculationBase = "calculation_base_differs"
            case limit = "limit_differs"
            case credits = "credits_differ"
        }

        package let code: Code
        /// The rule's member.
        package let field: String
        /// What the app's rule says; nil where it says nothing.
        package let app: JSONValue?
        package let connector: JSONValue?
        /// A sentence for the merchant.
        package let text: String
    }

    /// Every difference that a customer could notice, the gravest first; none where the connector redeems no coins
    /// and neither does the app.
    package static func warnings(
        app: RedemptionRule?, connector: RedemptionRule?, currency: Currency
    ) -> [Warning] {
        let open = [app, connector].map { $0?.isActive ?? false }
        guard open[0] || open[1] else { return [] }
        guard let app, open[0] else {
            return [closed(.appClosed, "The app redeems no coins, and the connector does.", open)]
        }
        guard let connector, open[1] else {
            return [closed(.connectorClosed, "The connector redeems no coins, and the app does.", open)]
        }
        let pair = Pair(app: app, connector: connector, currency: currency)
        return (pair.kinds + pair.limits).compactMap { $0 }
    }

    private static func closed(_ code: Warning.Code, _ text: String, _ open: [Bool]) -> Warning {
        Warning(code: code, field: "active", app: .bool(open[0]), connector: .bool(open[1]), text: text)
    }
}

/// Two open rules.
private struct Pair {
    typealias Warning = RuleComparison.Warning

    let app: RedemptionRule
    let connector: RedemptionRule
    let currency: Currency

    var kinds: [Warning?] {
        // 100 coins for ₹10 is 10 coins for ₹1.
        let isSameWorth =
            Int128(app.valueCoins) * Int128(connector.valueAmount)
            == Int128(connector.valueCoins) * Int128(app.valueAmount)
        return [
            isSameWorth ? nil : note(.coinValue, "value", "Coins are worth", worth, worthValue),
            app.stepAmount == connector.stepAmount
                ? nil
                : note(.discountType, "step_amount", "Discounts are", steps) { .integer($0.stepAmount) },
            app.base == connector.base
                ? nil
                : note(.calculationBase, "of", "Limits are counted on", { "the \($0.base.rawValue)" }) {
                    .string($0.base.rawValue)
                },
            app.takesCredits == connector.takesCredits
                ? nil
                : note(
                    .credits, "takes_credits", "Store credit is",
                    { $0.takesCredits ? "taken first" : "not taken" }, { .bool($0.takesCredits) }),
        ]
    }

    var limits: [Warning?] {
        [
            limit("maximum_discount", "The largest discount is", money) { $0.maximumDiscount },
            limit("maximum_basis_points", "The largest part of the cart is", percent) {
                $0.maximumBasisPoints
            },
            limit("minimum_discount", "The smallest discount is", money) { $0.minimumDiscount },
            limit("minimum_coins", "The fewest coins are", { "\($0)" }) { $0.minimumCoins },
            limit("minimum_cart_amount", "The smallest cart is", money) { $0.minimumCartAmount },
            app.minimumPayment == connector.minimumPayment
                ? nil
                : note(
                    .limit, "minimum_payment", "What must be paid in money is", payment, paymentValue),
            app.allowsFreeOrder == connector.allowsFreeOrder
                ? nil
                : note(
                    .limit, "allows_free_order", "A free order is",
                    { $0.allowsFreeOrder ? "allowed" : "not allowed" }, { .bool($0.allowsFreeOrder) }),
        ]
    }

    private func limit(
        _ field: String, _ subject: String, _ words: (Int64) -> String, _ read: (RedemptionRule) -> Int64?
    ) -> Warning? {
        guard read(app) != read(connector) else { return nil }
        return note(.limit, field, subject, { read($0).map(words) ?? "not limited" }) { rule in
            read(rule).map { .integer($0) }
        }
    }

    private func note(
        _ code: Warning.Code, _ field: String, _ subject: String, _ words: (RedemptionRule) -> String,
        _ value: (RedemptionRule) -> JSONValue?
    ) -> Warning {
        Warning(
            code: code, field: field, app: value(app), connector: value(connector),
            text: "\(subject) \(words(app)) in the app and \(words(connector)) at the connector's checkout.")
    }

    private func worthValue(_ rule: RedemptionRule) -> JSONValue? {
        .object(
            JSONObject(members: [
                .init(name: "coins", value: .integer(rule.valueCoins)),
                .init(name: "amount", value: .integer(rule.valueAmount)),
            ]))
    }

    private func worth(_ rule: RedemptionRule) -> String {
        "\(money(rule.valueAmount)) for \(rule.valueCoins)"
    }

    private func steps(_ rule: RedemptionRule) -> String {
        rule.stepAmount == 1 ? "any amount" : "in steps of \(money(rule.stepAmount))"
    }

    private func payment(_ rule: RedemptionRule) -> String {
        switch rule.minimumPayment {
        case .none: "nothing"
        case .fixed(let amount): money(amount)
        case .percent(let points): "\(percent(points)) of the cart"
        }
    }

    private func paymentValue(_ rule: RedemptionRule) -> JSONValue? {
        let (kind, name, number): (String, String, Int64) =
            switch rule.minimumPayment {
            case .none: ("none", "", 0)
            case .fixed(let amount): ("fixed", "amount", amount)
            case .percent(let points): ("percent", "basis_points", points)
            }
        let members = [JSONObject.Member(name: "kind", value: .string(kind))]
        return .object(
            JSONObject(
                members: name.isEmpty ? members : members + [.init(name: name, value: .integer(number))]))
    }

    private func money(_ amount: Int64) -> String {
        "\(currency.code) \(Money(minorUnits: amount, currency: currency).decimal)"
    }

    /// Basis points as a percentage, with as many digits as it needs.
    private func percent(_ points: Int64) -> String {
        let (whole, rest) = points.quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(whole) %" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10) %" : "\(whole).\(rest < 10 ? "0" : "")\(rest) %"
    }
}
