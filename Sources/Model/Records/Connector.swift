/// A third party that calls the service by a Secret Webhook ID: a checkout, or the shop's order feed.
package enum ConnectorKind: String, Sendable, Hashable, CaseIterable {
    case customCheckout = "custom_checkout"
    case gokwik, shiprocket
    /// The shop's feed of orders; it takes no coins.
    case webhook

    /// Where its redemptions happen; nil for the order feed.
    package var channel: Channel? { Channel(rawValue: rawValue) }

    /// How the books name its acts.
    package var actor: Actor { Actor("connector:\(rawValue)") }
}

/// How far a connector has been set up.
package enum ConnectorState: String, Sendable, Hashable, CaseIterable {
    /// It has no Secret Webhook ID yet.
    case notInitialised = "not_initialised"
    case initialised
    /// Its id was handed to people who have not confirmed yet that they set it up. Calls are answered all the same: these
    /// people have to try it.
    case awaitingConfirmation = "awaiting_confirmation"
    case confirmed
}

/// What a brand chose for a connector. What a redemption may be is the programme's business
/// (``RedemptionSettings``).
package struct ConnectorSettings: Sendable, Hashable {
    /// Whether calls are answered; a revert is in any case, so that coins come home.
    package var isEnabled = true
    /// Whose calls are answered; empty for anybody's who knows the id.
    package var allowedAddresses: [AddressRange] = []
    package var isOnWebsite = true
    package var isOnMobile = true
    /// What the checkout shows above the redemption; nil for its own.
    package var heading: String?
    package var logoURL: String?
    /// Whether what coins paid is told to the shop as a payment.
    package var recordsPointsPayment = false
    /// Whether what store credit paid is told to the shop as a payment (Shiprocket).
    package var recordsCreditPayment = false
    /// Whether the checkout may offer its own discount for paying beforehand (Shiprocket).
    package var hasPrepaidDiscount = false
    /// What stands before `webhook` in the path of the Nector dialect; nil for the kind's usual name.
    package var pathName: String?

    package init() {}

    /// Whether it is switched on where the customer shops; nil for a checkout that does not say.
    package func isOn(_ platform: Platform?) -> Bool {
        switch platform {
        case .website: isOnWebsite
        case .mobile: isOnMobile
        case nil: isOnWebsite || isOnMobile
        }
    }
}

/// Where a customer shops.
package enum Platform: String, Sendable, Hashable, CaseIterable {
    case website, mobile
}

/// Limits of connectors, each with a test.
package enum ConnectorLimits {
    /// Addresses and ranges that a connector may list.
    package static let allowedAddressesMax = 100
    /// Characters of a heading.
    package static let headingLengthMax = 100
    /// Characters of a name in a path.
    package static let pathNameLengths = 2...40
    /// Webhook ids of a connector that are good at the same time: the newest, and those in their overlap.
    package static let idsMax: Int64 = 5
}

/// One connector of one book.
package struct Connector: Sendable, Hashable {
    package let kind: ConnectorKind
    package var state = ConnectorState.notInitialised
    package var settings = ConnectorSettings()
    package var initialisedAt: Instant?
    package var confirmedAt: Instant?
    /// When its settings or state changed last; nil for one that nobody has touched.
    package var updatedAt: Instant?

    package init(_ kind: ConnectorKind) { self.kind = kind }
}

/// A Secret Webhook ID, without the id itself (rule 11.3). All times are real ones.
package struct WebhookID: Sendable, Hashable {
    package let book: BookNumber
    package let kind: ConnectorKind
    package let digest: Digest
    /// The last four characters, to recognise it by.
    package let hint: String
    package let createdAt: Instant
    /// The end of a rotated id's overlap.
    package let expiresAt: Instant?

    package init(
        book: BookNumber, kind: ConnectorKind, digest: Digest, hint: String, createdAt: Instant,
        expiresAt: Instant? = nil
    ) {
        self.book = book
        self.kind = kind
        self.digest = digest
        self.hint = hint
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// Whether the id is good at a moment of real time.
    package func isGood(at now: Instant) -> Bool { expiresAt.map { now < $0 } ?? true }
}
