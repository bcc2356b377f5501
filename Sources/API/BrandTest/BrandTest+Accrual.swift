internal import Engine
internal import Model

/// Do orders earn what the programme says?
extension BrandTest {
    static func checkAccrual(_ run: BrandTestRun) {
        run.check("accrual_exact", .accrual, "An order earns exactly what the programme says") { run in
            let customer = try run.newCustomer()
            let amount = try typicalAmount(run)
            let answer = try run.order("exact", of: customer, total: amount)
            run.expect(
                "coins for \(amount) minor units", answer.json["award"]?["coins"].integer,
                equals: plainCoins(amount, run))
        }
        run.check("accrual_rounds_down", .accrual, "A fraction of a coin is rounded down, never up") { run in
            let customer = try run.newCustomer()
            let amount = try typicalAmount(run) + run.programme.earning.perAmount - 1
            let answer = try run.order("rounding", of: customer, total: amount)
            run.expect(
                "coins for \(amount) minor units", answer.json["award"]?["coins"].integer,
                equals: plainCoins(amount, run))
        }
        run.check("accrual_minimum", .accrual, "An order below the minimum earns nothing, and says why") {
            run in
            let minimum = run.programme.earning.minimumAmount
            guard minimum > 1 else {
                throw BrandTestRun.Skipped(reason: "The programme has no minimum order.")
            }
            let customer = try run.newCustomer()
            let answer = try run.order("small", of: customer, total: minimum - 1)
            run.expect("reason", answer.json["award"]?["reason"].string, equals: "below_minimum")
        }
        run.check("accrual_once", .accrual, "An order that is sent again earns once") { run in
            let customer = try run.newCustomer()
            let amount = try typicalAmount(run)
            try run.order("again", of: customer, total: amount)
            let once = try run.balance(customer)
            try run.order("again", of: customer, total: amount)
            run.expect("balance after the repeat", try run.balance(customer), equals: once)
        }
        run.check(
            "accrual_moment", .accrual, "Coins come when the order reaches the award moment, not before"
        ) {
            run in
            let customer = try run.newCustomer()
            let amount = try typicalAmount(run)
            let before = try run.balance(customer)
            let early = try run.order("moment", of: customer, total: amount, state: .created)
            run.expect("awarded while created", early.json["award"]?["awarded"].bool, equals: false)
            run.expect("balance while created", try run.balance(customer), equals: before)
            let due = try run.order("moment", of: customer, total: amount)
            run.expect("awarded when reached", due.json["award"]?["awarded"].bool, equals: true)
        }
        checkAccrualOverTime(run)
    }

    /// What happens to an award after it was promised or made.
    private static func checkAccrualOverTime(_ run: BrandTestRun) {
        run.check(
            "accrual_pending", .accrual, "Pending coins show, cannot be spent, and are released on their day"
        ) {
            run in try checkPending(run)
        }
        run.check("accrual_excluded", .accrual, "Excluded products earn nothing") { run in
            try checkExclusion(run)
        }
        run.check("accrual_preview", .accrual, "What the cart promises is what the order earns") { run in
            try checkPreview(run)
        }
        run.check(
            "accrual_product", .accrual, "What a product's badge and page promise is what buying it earns"
        ) { run in try checkProduct(run) }
        run.check("accrual_refund", .accrual, "Two refunds of half an order take back all that it earned") {
            run in
            try checkRefunds(run)
        }
        run.check("accrual_cancel", .accrual, "A cancelled order takes its coins back") { run in
            let customer = try run.newCustomer()
            let before = try run.balance(customer)
            let amount = try typicalAmount(run)
            try run.order("cancelled", of: customer, total: amount)
            try run.order("cancelled", of: customer, total: amount, state: .cancelled)
            run.expect(
                "balance after the cancellation", try run.balance(customer),
                equals: before + entryBonus(ofOrder: amount, run))
        }
    }

    private static func checkPending(_ run: BrandTestRun) throws {
        let days = run.programme.earning.pendingDays
        guard days > 0 else { throw BrandTestRun.Skipped(reason: "Coins are available at once.") }
        try requireCoinsLast(days: days + 1, run)
        let customer = try run.newCustomer()
        let amount = try typicalAmount(run)
        let before = try run.available(customer) + entryBonus(ofOrder: amount, run)
        let coins = try run.order("pending", of: customer, total: amount).json["award"]?["coins"].integer ?? 0
        run.expect("spendable on the day of the order", try run.available(customer), equals: before)
        run.sandbox.clock.move(byMilliseconds: (days + 1) * 86_400_000)
        run.expect(
            "spendable \(days + 1) days later", try run.available(customer), equals: before + coins)
    }

    private static func checkExclusion(_ run: BrandTestRun) throws {
        guard let rule = run.programme.earning.rules.first(where: { $0.effect == .excluded }) else {
            throw BrandTestRun.Skipped(reason: "The programme excludes nothing.")
        }
        let customer = try run.newCustomer()
        let amount = try typicalAmount(run)
        let answer = try run.order(
            "excluded", of: customer, total: amount, more: ", \"lines\": [\(line(amount, matching: rule))]")
        run.expect("reason", answer.json["award"]?["reason"].string, equals: "excluded_product")
    }

    private static func checkPreview(_ run: BrandTestRun) throws {
        let customer = try run.newCustomer()
        let amount = try typicalAmount(run)
        let lines = ", \"lines\": [\(line(amount, matching: run.programme.earning.rules.first))]"
        let cart = try run.send(
            "POST", "/v1/customers/\(customer)/screens/cart", as: .app(customer),
            "{\"currency\": \"\(run.programme.currency.code)\", \"total\": \(amount), \"subtotal\": \(amount)\(lines)}",
            expecting: 200)
        let promised = section("cart_earn", of: cart.json)?["coins"].integer ?? 0
        let order = try run.order("preview", of: customer, total: amount, more: lines)
        run.expect(
            "coins that the cart promised", promised, equals: order.json["award"]?["coins"].integer ?? 0)
    }

    private static func checkProduct(_ run: BrandTestRun) throws {
        let customer = try run.newCustomer()
        let amount = try typicalAmount(run)
        let rule = run.programme.earning.rules.first
        let product = rule?.products.sorted().first ?? "brand-test-product"
        let (collection, tag) = (rule?.collections.sorted().first, rule?.tags.sorted().first)
        let collections = collection.map { "\"\($0)\"" } ?? ""
        let tags = tag.map { "\"\($0)\"" } ?? ""
        let badges = try run.send(
            "POST", "/v1/screens/products", as: .app(customer),
            """
            {"products": [{"product_id": "\(product)", "collections": [\(collections)], "tags": [\(tags)], \
            "amount": \(amount)}]}
            """, expecting: 200)
        let order = try run.order(
            "product", of: customer, total: amount, more: ", \"lines\": [\(line(amount, matching: rule))]")
        run.expect(
            "coins on the badge", badges.json["items"].elements.first?["coins"].integer,
            equals: order.json["award"]?["coins"].integer ?? 0)
    }

    private static func checkRefunds(_ run: BrandTestRun) throws {
        let customer = try run.newCustomer()
        let before = try run.balance(customer)
        let amount = try typicalAmount(run)
        try run.order("refunded", of: customer, total: amount)
        for (name, part) in [("first", amount / 2), ("second", amount - amount / 2)] {
            try run.send(
                "POST", "/v1/orders/refunded/refunds", as: .shop,
                #"{"refund_id": "\#(name)", "amount": \#(part)}"#, expecting: 201)
        }
        run.expect(
            "balance after both refunds", try run.balance(customer),
            equals: before + entryBonus(ofOrder: amount, run))
    }

    /// One line of an order that a rule matches; of some product that no rule names, for no rule.
    private static func line(_ amount: Int64, matching rule: EarningRule?) -> String {
        let product = rule?.products.sorted().first ?? "brand-test-product"
        let collections = rule?.collections.sorted().first.map { "\"\($0)\"" } ?? ""
        let tags = rule?.tags.sorted().first.map { "\"\($0)\"" } ?? ""
        return """
            {"line_id": "1", "product_id": "\(product)", "collections": [\(collections)], "tags": [\(tags)], \
            "quantity": 1, "amount": \(amount)}
            """
    }

    /// A section of a screen.
    static func section(_ type: String, of screen: JSONValue) -> JSONValue? {
        screen["sections"].elements.first { $0["type"].string == type }
    }
}
