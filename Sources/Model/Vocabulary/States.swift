/// A coupon's life (rule 8.2): `active → used | cancelling → cancelled | expired`.
package enum CouponState: String, Sendable, Hashable, CaseIterable {
    case active, used, cancelling, cancelled, expired
}

/// How a coupon takes money off a cart.
package enum DiscountKind: String, Sendable, Hashable, CaseIterable {
    case fixedAmount = "fixed_amount"
    case variableAmount = "variable_amount"
    /// A part of the cart, up to a maximum (rule 8.4).
    case percentage
    case freeShipping = "free_shipping"
    case freeProduct = "free_product"
}

/// An order's state (rule 5.1), in the order in which a shop reaches them; `cancelled` ends it.
package enum OrderState: String, Sendable, Hashable, CaseIterable {
    case created, paid, fulfilled, delivered, cancelled

    /// How far along the order is; a late event of a lower rank changes nothing. Cancelled has no rank.
    package var rank: Int? {
        switch self {
        case .created: 0
        case .paid: 1
        case .fulfilled: 2
        case .delivered: 3
        case .cancelled: nil
        }
    }
}

/// A referral's life (product.md): `invited → signed_up → qualified → rewarded`, or `rejected` with a reason.
///
/// The books begin a referral when the friend enters the code. Nobody tells the service of a link that was shared, so no
/// referral of the books is `invited`; the word is kept for shops that send invitations themselves.
package enum ReferralState: String, Sendable, Hashable, CaseIterable {
    case invited
    case signedUp = "signed_up"
    case qualified, rewarded, rejected
}

/// What a key may do (api.md "Credentials").
package enum KeyKind: String, Sendable, Hashable, CaseIterable {
    case read, write, admin
}
