internal import Model

/// The compact record of one decision, kept with its entry: the rule, its inputs and its result, as JSON text.
///
/// It holds numbers, codes and ids of the programme, never words and never anything personal, because the chain covers
/// it. ``Explanation`` turns it into words, years later and in any language. `rule` says which members follow:
///
/// | rule | members |
/// |---|---|
/// | `order` | `of`, `amount`, `coins`, `per_amount`, `multiplier`, `tier?`, `awarded`, +; see ``OrderEarning/trace`` |
/// | `order_refund` | `refund`, `award`, `awarded`, `kept`, `lapsed?`, `pending`, `taken_back`, `waived?`, `remaining` |
/// | `order_paid_with_coins` | `discount`, `amount`, `kept`, + what `order_cancelled` has |
/// | `waived_collected` | `award`, `waived`, `taken_back`, `left`, `returned` (the entry with which coins came home) |
/// | `order_return` | `refund?`, `spent`, `coins`, `returned_before`, `returned`, `remaining`, `of_discounts?`, `cause` |
/// | `store_credit` | `refund`, `amount`, `remaining` |
/// | `quote` | `channel`, `amount`, `total`, `credits`, `minimum_payment`, `limits`, `cap`, `step`, `discount`, `coins`, + |
/// | `hold` | `hold`, `channel`, `coins` or `credits`, `discount?`, `deadline` |
/// | `hold_release` | `hold`, `coins`, `left`, `cause` (`released`, `deadline`) |
/// | `checkout` | `hold`, `channel`, `coins`, `discount`, `order?`, `is_requoted`, `held_at?` |
/// | `trigger` | `trigger`, `coins`, `times_before`, `tier?` (whose birthday bonus it is), `override?` (1: as
/// | | many as the caller said), + |
/// | `redemption` | `reward`, `kind`, `coins`, `amount`, `steps`, `cart?` (of a quote, the cart that it is bound to),
/// | | `basis_points?`, `product?`, `minimum_cart?`; where a tier pays another price, `tier` and what is `listed` |
/// | `coupon_return` | `coupon`, `coins`, `cause` (`cancelled`, `expired`) |
/// | `coupon_used_late` | `coupon`, `coins`, `waived?` |
/// | `release` | `award`, `coins`, `due` |
/// | `expiry` | `due`, `policy?` (`age`, `inactivity`), `days?`, `months?`, `to_month_end?`, `lots?` |
/// | `tier_bonus` | `tier`, `coins`, `valid_until?`, + |
/// | `birthday` | `tier`, `coins`, + |
/// | `order_cancelled` | `award`, `awarded`, `pending`, `taken_back`, `lapsed?`, `waived?` |
/// | `referral` | `side`, `coins`, `qualified_at?`, `due?`, `reviewed?` (1 when a person approved it), + |
/// | `merge` | `merge`, `side` (`in`, `out`; `begin` and `end` carry lifetime totals), `coins`, `lot?`, `expires_at?` |
/// | `manual` | `coins`, `expires_at?` |
///
/// `+` stands for what an award says of its lot: `pending_until?`, `expires_at?`.
package struct Trace: Sendable, Hashable {
    /// Which rule decided.
    package enum Rule: String, Sendable, CaseIterable {
        case order, trigger, redemption, release, expiry, referral, manual, merge
        case couponReturn = "coupon_return"
        case couponUsedLate = "coupon_used_late"
        case orderCancelled = "order_cancelled"
        case orderRefund = "order_refund"
        case orderPaidWithCoins = "order_paid_with_coins"
        case waivedCollected = "waived_collected"
        case orderReturn = "order_return"
        case storeCredit = "store_credit"
        case quote, hold, checkout
        case holdRelease = "hold_release"
        case tierBonus = "tier_bonus"
        case birthday
    }

    private enum Value: Sendable, Hashable {
        case integer(Int64)
        case text(String)
        case json(JSONValue)
    }

    private var members: [(name: String, value: Value)] = []
    private let rule: Rule

    init(_ rule: Rule) { self.rule = rule }

    /// Adds a number.
    func adding(_ name: String, _ value: Int64?) -> Trace {
        guard let value else { return self }
        var copy = self
        copy.members.append((name, .integer(value)))
        return copy
    }

    /// Adds a code or an id.
    func adding(_ name: String, _ value: String?) -> Trace {
        guard let value else { return self }
        var copy = self
        copy.members.append((name, .text(value)))
        return copy
    }

    /// Adds a list, unless it is empty.
    func adding(_ name: String, _ values: [JSONValue]) -> Trace {
        guard !values.isEmpty else { return self }
        var copy = self
        copy.members.append((name, .json(.array(values))))
        return copy
    }

    /// Adds an instant in milliseconds, unless it is never.
    func adding(_ name: String, _ value: Instant?) -> Trace {
        guard let value, value != .never else { return self }
        return adding(name, value.milliseconds)
    }

    /// The JSON text that is kept.
    package var json: String {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.member("rule", rule.rawValue)
        for (name, value) in members {
            writer.key(dynamic: name)
            switch value {
            case .integer(let number): writer.integer(number)
            case .text(let text): writer.string(text)
            case .json(let value): writer.value(value)
            }
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    package static func == (left: Trace, right: Trace) -> Bool { left.json == right.json }
    package func hash(into hasher: inout Hasher) { hasher.combine(json) }
}
