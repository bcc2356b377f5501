/// One line of an order or a cart: some units of one product. Money in minor units.
package struct OrderLine: Sendable, Hashable {
    /// The shop's name for the line, unique within its order.
    package var id: String
    package var product: String?
    package var collections: [String]
    package var tags: [String]
    /// Units; at least 1.
    package var quantity: Int64
    /// Unit price times quantity, before discounts; never negative.
    package var amount: Int64
    /// The line's share of all discounts; from 0 to `amount`.
    package var discount: Int64

    package init(
        id: String, product: String? = nil, collections: [String] = [], tags: [String] = [],
        quantity: Int64 = 1, amount: Int64, discount: Int64 = 0
    ) {
        self.id = id
        self.product = product
        self.collections = collections
        self.tags = tags
        self.quantity = quantity
        self.amount = amount
        self.discount = discount
    }

    /// What is paid for the line.
    package var paid: Int64 { amount - discount }
}

/// An order's or a cart's amounts, all of them in minor units and none of them negative.
package struct OrderAmounts: Sendable, Hashable {
    /// Total payable.
    package var total: Int64
    /// Before discounts, without tax and shipping.
    package var subtotal: Int64
    /// What of the total is tax.
    package var tax: Int64
    /// What of the total is shipping.
    package var shipping: Int64
    /// The part of the discounts that was paid with coins.
    package var coinsDiscount: Int64

    package init(total: Int64, subtotal: Int64, tax: Int64 = 0, shipping: Int64 = 0, coinsDiscount: Int64 = 0)
    {
        self.total = total
        self.subtotal = subtotal
        self.tax = tax
        self.shipping = shipping
        self.coinsDiscount = coinsDiscount
    }
}

/// How large an order may be. Amounts are bounded by ``MoneyLimits/orderAmountMax``.
package enum OrderLimits {
    /// Lines of an order or a cart.
    package static let linesMax = 10_000
    /// How far ahead of now an order may say that it was placed, in milliseconds: a shop's clock may be wrong, and its
    /// time zone.
    package static let aheadMillisecondsMax: Int64 = 86_400_000
    /// Units of one line.
    package static let quantityMax: Int64 = 1_000_000
    /// Collections of one line's product, and tags.
    package static let labelsPerLineMax = 50
    /// Characters of a line's id, a product's, a collection's, a tag's.
    package static let nameLengthMax = 128
    /// Bytes of a request that carries an order or a cart: room for `linesMax` lines of 400 bytes.
    package static let bodyBytesMax = 4 * 1_024 * 1_024
    /// What such a request may hold as JSON: `linesMax` lines of 50 values.
    package static let json = JSONLimits(depthMax: 8, valuesMax: 500_000)
}
