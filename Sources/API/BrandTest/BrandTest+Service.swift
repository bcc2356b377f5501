internal import Engine
internal import Model

/// Do screens, errors and answer times hold?
extension BrandTest {
    static func checkScreens(_ run: BrandTestRun) {
        for screen in customerScreens {
            run.check(
                "screen_\(screen.rawValue)", .screens,
                "The screen \(screen.rawValue) paints in every language"
            ) {
                run in
                try requireSubject(of: screen, run)
                let customer = try run.newCustomer()
                for language in languages(of: run.programme) {
                    let answer = try run.send(
                        "GET", "/v1/customers/\(customer)/screens/\(screen.rawValue)", as: .app(customer),
                        expecting: 200, fields: [("Accept-Language", language)])
                    run.expect(
                        "has sections", !answer.json["sections"].elements.isEmpty,
                        because: "\(answer.json["sections"].elements.count) sections in \(language)")
                }
            }
        }
        run.check("screen_balance", .screens, "The wallet screen shows what the balance says") { run in
            let customer = try run.newCustomer()
            try run.give(1_234, to: customer)
            let balance = try run.available(customer)
            let wallet = try run.send(
                "GET", "/v1/customers/\(customer)/screens/wallet", as: .app(customer), expecting: 200)
            run.expect(
                "coins on the wallet card",
                section("wallet_card", of: wallet.json)?["coins"]?["available"].integer, equals: balance)
        }
    }

    /// Leaves the check of a screen that the programme has nothing to put on.
    private static func requireSubject(of screen: ScreenName, _ run: BrandTestRun) throws {
        if screen == .referrals, run.programme.referral == nil {
            throw BrandTestRun.Skipped(reason: "The programme has no referrals.")
        }
        if screen == .vip, run.programme.tiers == nil {
            throw BrandTestRun.Skipped(reason: "The programme has no tiers.")
        }
    }

    /// The screens that one request without more input paints.
    private static var customerScreens: [ScreenName] {
        [.home, .wallet, .history, .earn, .redeem, .vip, .referrals, .coupons]
    }

    private static func languages(of programme: Programme) -> [String] {
        var languages = [programme.defaultLocale]
        for language in ["en", "hi", "de", "ar"] where !languages.contains(language) {
            languages.append(language)
        }
        return languages
    }

    static func checkErrors(_ run: BrandTestRun) {
        run.check("error_credentials", .errors, "Without the right credential nothing is read") { run in
            let customer = try run.newCustomer()
            let path = "/v1/customers/\(customer)/screens/wallet"
            try run.send("GET", path, as: .nobody, expecting: 401)
            try run.send("GET", path, as: .app(nil), expecting: 401)
            let stranger = try run.newCustomer()
            try run.send("GET", path, as: .app(stranger), expecting: 404)
        }
        run.check("error_scope", .errors, "The app's key cannot write for the shop") { run in
            let customer = try run.newCustomer()
            try run.send(
                "POST", "/v1/customers/\(customer)/transactions", as: .app(customer),
                #"{"wallet": "coins", "coins": 5, "note": "brand test"}"#, expecting: 403, isKeyed: true)
            try run.send(
                "PUT", "/v1/orders/scope", as: .app(customer),
                #"{"customer_id": "\#(customer)"}"#, expecting: 403)
        }
        run.check("error_input", .errors, "Bad input names the field and changes nothing") { run in
            let customer = try run.newCustomer()
            let before = try run.balance(customer)
            let answer = try run.send(
                "PUT", "/v1/orders/bad-input", as: .shop,
                """
                {"customer_id": "\(customer)", "state": "paid", "placed_at": "yesterday", \
                "currency": "\(run.programme.currency.code)", "total": 12.5}
                """, expecting: 422)
            let pointers = answer.json["errors"].elements.compactMap { $0["pointer"].string }
            run.expect("pointers", Set(pointers), equals: ["#/placed_at", "#/total"])
            run.expect("balance", try run.balance(customer), equals: before)
            try run.send("GET", "/v1/orders/bad-input", as: .shop, expecting: 404)
        }
        run.check("error_currency", .errors, "An order in another currency is refused") { run in
            let customer = try run.newCustomer()
            let other = run.programme.currency.code == "CHF" ? "NOK" : "CHF"
            let answer = try run.send(
                "PUT", "/v1/orders/other-currency", as: .shop,
                """
                {"customer_id": "\(customer)", "state": "paid", "placed_at": "\(run.now.rfc3339)", \
                "currency": "\(other)", "total": 1000}
                """, expecting: 409)
            run.expect("code", answer.json["code"].string, equals: "currency_mismatch")
        }
        run.check("error_repeat_key", .errors, "A write that moves coins needs its Idempotency-Key") { run in
            let customer = try run.newCustomer()
            try run.send(
                "POST", "/v1/customers/\(customer)/redemptions", as: .app(customer), #"{"reward_id": "any"}"#,
                expecting: 400)
        }
    }

    static func checkTimes(_ run: BrandTestRun) {
        run.check("time_screen", .times, "Wallet screens are answered in time") { run in
            let customer = try run.newCustomer()
            try time(run, "wallet screens", within: BrandTestLimits.screenMillisecondsMax) { run in
                try run.send(
                    "GET", "/v1/customers/\(customer)/screens/wallet", as: .app(customer), expecting: 200,
                    isKept: false)
            }
        }
        run.check("time_write", .times, "Orders are taken and durable in time") { run in
            let customer = try run.newCustomer()
            var number = 0
            try time(run, "orders", within: BrandTestLimits.writeMillisecondsMax) { run in
                number += 1
                return try run.send(
                    "PUT", "/v1/orders/timed-\(number)", as: .shop,
                    """
                    {"customer_id": "\(customer)", "state": "created", "placed_at": "\(run.now.rfc3339)", \
                    "currency": "\(run.programme.currency.code)", "total": 100}
                    """, expecting: 201, isKept: false)
            }
        }
    }

    private static func time(
        _ run: BrandTestRun, _ what: String, within milliseconds: Int64,
        _ request: (BrandTestRun) throws -> LoopbackClient.Answer
    ) throws {
        var times: [Int64] = []
        for _ in 0..<BrandTestLimits.timedRequests { times.append(try request(run).microseconds) }
        times.sort()
        let (median, slow) = (times[times.count / 2], times[times.count * 95 / 100])
        run.expect(
            "95 of 100 \(what) within \(milliseconds) ms", slow <= milliseconds * 1_000,
            because: "median \(median) µs, 95 of 100 within \(slow) µs, one connection each")
    }
}
