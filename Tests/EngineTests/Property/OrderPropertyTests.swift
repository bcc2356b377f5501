import Foundation
import Model
import Testing

@testable import Engine

/// What must hold of any order, over random programmes, lines and refunds.
struct OrderPropertyTests {
    /// A programme with rules, campaigns, a tier and caps.
    private static func programme(_ random: inout SeededGenerator) -> TestProgramme {
        var programme = TestProgramme(
            coins: random.number(1...7), perAmount: random.number(1...400),
            base: random.chance(50) ? "total" : "subtotal", minimumAmount: random.number(0...2_000))
        programme.levels = [
            .init(id: "base", threshold: 0),
            .init(
                id: "gold", threshold: random.number(1...50_000), basisPoints: random.number(10_001...30_000)
            ),
        ]
        programme.rewards = [.init(id: "off", coins: 10, amount: 100)]
        let rules = (0..<random.number(0...4)).map { number in
            let effect =
                random.chance(20)
                ? #""excluded": true"# : #""multiplier_basis_points": \#(random.number(1...40_000))"#
            return #"{"id": "rule-\#(number)", "tags": ["t\#(random.number(0...3))"], \#(effect), "#
                + #""exclusive": \#(random.chance(30)), "priority": \#(random.number(0...2))}"#
        }
        let campaigns = (0..<random.number(0...2)).map { number in
            #"{"id": "campaign-\#(number)", "from": "2026-01-01", "through": "2026-12-31", "#
                + #""multiplier_basis_points": \#(random.number(10_000...30_000))}"#
        }
        programme.earningMore = [
            #""rules": [\#(rules.joined(separator: ", "))]"#,
            #""campaigns": [\#(campaigns.joined(separator: ", "))]"#,
            #""earns_on_coins_part": \#(random.chance(50))"#,
        ]
        if random.chance(60) {
            let order = random.number(20...2_000)
            let day = order + random.number(0...3_000)
            let customer = day + random.number(0...3_000)
            programme.earningMore.append(
                #""caps": {"per_order": \#(order), "per_day": \#(day), "per_customer": \#(customer)}"#)
        }
        return programme.redeeming([
            "gokwik": #""of": "\#(random.chance(50) ? "total" : "subtotal")""#
        ])
    }

    private static func lines(_ random: inout SeededGenerator) -> [OrderLine] {
        (0..<random.number(0...6)).map { number in
            let amount = random.number(0...9_999)
            let tags = (0..<random.number(0...3)).map { _ in "t\(random.number(0...3))" }
            return line(
                "\(number)", amount, quantity: random.number(1...6), discount: random.number(0...amount),
                tags: tags)
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `the preview of a cart that becomes an order unchanged is the award`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let books = try TestBooks(Self.programme(&random))
        try books.join("ada")
        for number in 1...40 {
            let lines = Self.lines(&random)
            let paid = lines.reduce(0) { $0 + $1.paid }
            let (tax, shipping) = (random.number(0...500), random.number(0...500))
            let total = lines.isEmpty ? random.number(0...20_000) : paid + tax + shipping
            let amounts = OrderAmounts(
                total: total, subtotal: lines.isEmpty ? total : lines.reduce(0) { $0 + $1.amount }, tax: tax,
                shipping: shipping, coinsDiscount: random.number(0...300))
            let connector = random.chance(40) ? "gokwik" : nil
            let preview = try books.preview(
                Cart(amounts: amounts, lines: lines, connector: connector), of: "ada")
            let order = try books.order(
                "\(number)", of: "ada", lines: lines, total: total, subtotal: amounts.subtotal, tax: tax,
                shipping: shipping, coinsDiscount: amounts.coinsDiscount, connector: connector)
            switch order.award {
            case .awarded(let entry):
                #expect(preview.coins == entry.coins, "seed \(seed), order \(number): \(lines)")
                let arithmetic = preview.earning?.trace.json.dropLast()
                #expect(arithmetic == entry.trace.before("expires_at"))
                let shown = preview.coinsByLine.reduce(0) { $0 + $1.coins }
                #expect(shown == (preview.earning?.groups.isEmpty == false ? entry.coins : 0))
            case .notAwarded(let reason, _):
                #expect(preview.coins == 0 && preview.reason == reason, "seed \(seed), order \(number)")
            }
            if random.chance(20) { books.clock.set(books.clock.now().adding(milliseconds: 20 * 3_600_000)) }
        }
    }

    @Test(arguments: 21...26 as ClosedRange<UInt64>)
    func `what a list shows for a product is what an order of it alone earns`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let books = try TestBooks(Self.programme(&random))
        try books.join("ada")
        for number in 1...30 {
            let tags = (0..<random.number(0...3)).map { _ in "t\(random.number(0...3))" }
            let offer = ProductOffer(product: "p", tags: tags, price: random.number(0...30_000))
            let shown = try books.read("ada") { try $0.productPreview([offer], of: $1) }
            let order = try books.order(
                "\(number)", of: "ada", lines: [line("1", offer.price, product: "p", tags: tags)])
            switch order.award {
            case .awarded(let entry): #expect(shown[0].coins == entry.coins, "seed \(seed): \(offer)")
            case .notAwarded(let reason, _):
                #expect(shown[0].coins == 0 && shown[0].reason == reason, "seed \(seed): \(offer)")
            }
            if random.chance(20) { books.clock.set(books.clock.now().adding(milliseconds: 20 * 3_600_000)) }
        }
    }

    @Test(arguments: 1...16 as ClosedRange<UInt64>)
    func `any split of a refund comes to the same as the whole`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let programme = Self.programme(&random)
        for round in 1...6 {
            let lines = Self.lines(&random)
            let paid = lines.reduce(0) { $0 + $1.paid }
            let total = lines.isEmpty ? random.number(0...20_000) : paid + random.number(0...500)
            let parts = Self.refunds(of: lines, total: total, &random)
            let split = try Self.outcome(of: parts, lines: lines, total: total, programme)
            let whole = try Self.outcome(of: Self.together(parts), lines: lines, total: total, programme)
            #expect(split == whole, "seed \(seed), round \(round): \(parts) of \(total), \(lines)")
            let backwards = try Self.outcome(
                of: parts.reversed(), lines: lines, total: total, programme)
            #expect(backwards == whole, "seed \(seed), round \(round): \(parts) of \(total), \(lines)")
        }
    }

    private enum Part: CustomStringConvertible {
        case units(String, Int64)
        case amount(Int64)
        var description: String {
            switch self {
            case .units(let line, let units): "\(units) of \(line)"
            case .amount(let amount): "\(amount)"
            }
        }
    }

    /// Refunds that the order has room for in any order.
    private static func refunds(
        of lines: [OrderLine], total: Int64, _ random: inout SeededGenerator
    ) -> [Part] {
        var parts: [Part] = []
        var returned = Returned.nothing
        for _ in 0..<random.number(1...7) {
            var next = returned
            var part = Part.amount(random.number(1...max(1, total / 3)))
            if let line = lines.randomElement(using: &random), random.chance(60) {
                part = .units(line.id, random.number(1...line.quantity))
            }
            switch part {
            case .amount(let amount): next.amount += amount
            case .units(let line, let units): next.quantities[line, default: 0] += units
            }
            guard (try? RefundRules.share(of: lines, total: total, after: next)) != nil else { continue }
            returned = next
            parts.append(part)
        }
        return parts
    }

    /// One refund a kind: all lines, all amounts.
    private static func together(_ parts: [Part]) -> [[Part]] {
        var (units, amounts): ([Part], Int64) = ([], 0)
        for part in parts {
            if case .amount(let amount) = part { amounts += amount } else { units.append(part) }
        }
        return [units, amounts > 0 ? [.amount(amounts)] : []].filter { !$0.isEmpty }
    }

    private static func outcome(
        of parts: [Part], lines: [OrderLine], total: Int64, _ programme: TestProgramme
    ) throws -> [String] {
        try outcome(of: parts.map { [$0] }, lines: lines, total: total, programme)
    }

    /// What the books say after an order, paid for in part with a coupon, and its refunds.
    private static func outcome(
        of parts: [[Part]], lines: [OrderLine], total: Int64, _ programme: TestProgramme
    ) throws -> [String] {
        let books = try TestBooks(programme)
        try books.join("ada")
        try books.adjust("ada", by: 7, lastDay: "2026-03-01")
        try books.adjust("ada", by: 5)
        try books.use(try books.redeem("off", by: "ada").coupon.code, order: "1")
        try books.order("1", of: "ada", lines: lines, total: total)
        var money: Int64 = 0
        for (number, part) in parts.enumerated() {
            var units: [String: Int64] = [:]
            var amount: Int64?
            for piece in part {
                switch piece {
                case .units(let line, let count): units[line, default: 0] += count
                case .amount(let value): amount = value
                }
            }
            let lines = units.isEmpty ? nil : units.map { ($0.key, $0.value) }
            money += try books.refund("1", "r-\(number)", lines: lines, amount: amount).refund.amount
        }
        let order = try books.order("1")
        let wallet = try books.wallet("ada")
        #expect(try books.faults() == [])
        return [
            "\(order.refunded) \(order.countedSpend) \(order.takenBack) \(money)",
            "\(wallet.available) \(wallet.lifetimeEarned) \(wallet.lifetimeSpent)",
            "\(try books.lots("ada"))", "\(try books.rows("SELECT returned FROM order_redemptions"))",
        ]
    }
}

extension String {
    /// The text up to a member of a JSON object, without the comma before it; all but the last brace without it.
    fileprivate func before(_ member: String) -> Substring {
        guard let range = range(of: ",\"\(member)\"") else { return dropLast() }
        return self[..<range.lowerBound]
    }
}
