import HTTPServer
import Engine
import Model

/// The words of the engine's refusals for developers: the app's users read the screens' texts instead.
extension Refusal {
    /// Not there is 404, a reused key 422, everything else a conflict with the state of the books.
    var status: Status {
        switch self {
        case .customerNotFound, .transactionNotFound, .orderNotFound, .rewardNotFound, .poolNotFound,
            .couponNotFound, .quoteNotFound, .holdNotFound, .triggerNotFound, .referralCodeNotFound,
            .programmeVersionNotFound,
            .draftNotFound, .keyNotFound, .connectorNotFound,
            .mergeNotFound, .simulationNotFound, .referralNotFound, .reviewNotFound:
            .notFound
        case .idempotencyKeyReused, .refundIDReused, .referenceReused: .unprocessableContent
        default: .conflict
        }
    }

    /// `Insufficient coins`, from the code.
    var title: String {
        let words = code.split(separator: "_").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// What the refusal means, whatever the numbers.
    var meaning: String {
        switch self {
        case .customerNotFound: "No such customer, or none that this credential may see."
        case .transactionNotFound: "This customer has no such transaction."
        case .orderNotFound: "There is no such order."
        case .rewardNotFound: "The programme has no such reward."
        case .poolNotFound: "The reward's codes are generated: it draws from no pool."
        case .couponNotFound: "There is no such coupon, or none that this credential may see."
        case .quoteNotFound: "This customer was given no such quote."
        case .holdNotFound: "There is no such hold."
        case .triggerNotFound: "The programme has no such trigger."
        case .referralCodeNotFound: "No customer has this referral code."
        case .referralNotFound: "There is no such referral."
        case .reviewNotFound: "There is no such review."
        case .reviewAlreadyWritten: "This customer has written about this product before."
        case .lotsNotRecorded:
            "What the lots held at that instant was not kept yet: the books know it from later on."
        case .simulationNotFound: "There is no such what-if run; the service keeps the newest ones only."
        case .simulationRunning: "A what-if run is under way; wait for it, or cancel it."
        case .idempotencyKeyReused: "This Idempotency-Key was used before, for another request."
        case .programmeVersionNotFound: "The brand has no such version of its programme."
        case .draftNotFound: "The brand has no such draft."
        case .keyNotFound: "This book has no such key."
        case .connectorNotFound:
            "There is no such connector: they are custom_checkout, gokwik, shiprocket and webhook."
        case .connectorInitialised:
            "The connector has its Secret Webhook ID, which was shown when it was made; rotate it for a new one."
        case .connectorNotInitialised: "The connector has no Secret Webhook ID yet; initialise it first."
        case .connectorNotAwaiting: "Nobody was asked to confirm that this connector is set up."
        case .connectorWithoutRule: "The connector redeems no coins, so that it has no redemption rule."
        case .customerAmbiguous:
            "Several customers have this e-mail address or mobile number; send the customer_id."
        case .mergeNotFound: "This customer has no such merge."
        case .sandboxOnly: "Only a sandbox has a clock that can be moved: use a test key."
        case .programmeVersionConflict:
            "Another version was published since the one that the request was made for; look at it first."
        case .draftConflict: "The draft was changed since the revision that the request was made for."
        case .tooMany: "There are as many of these as may be; delete some first."
        case .keyEnded: "The key was revoked or has ended; make a new one."
        case .mergeSameCustomer: "Both are the same customer, or have been merged already."
        case .mergeOpenHolds:
            "A checkout of one of the two is open and holds coins; commit or release it first."
        case .mergeNotUndoable:
            "The merge was undone before, or the customer that it made was itself merged since."
        case .customerBlocked: "The brand has blocked this customer."
        case .currencyMismatch: "The amount is not in the programme's currency."
        case .orderOfAnotherCustomer: "The order id belongs to another customer."
        case .orderCancelled: "A cancelled order stays cancelled."
        case .refundIDReused: "This refund id was used before on this order, for another refund."
        case .refundExceedsOrder: "The refund takes more than is left of the order."
        case .referenceReused: "This reference was used before at checkout, for another customer or amount."
        case .alreadyReverted:
            "What was performed under this reference has been reverted; send the next attempt."
        case .quoteExpired: "The quote is past the time for which it is honoured."
        case .quoteUsed: "The quote was used already, by a hold or coupon that stands."
        case .holdNotOpen: "The hold has ended already."
        case .aboveHold: "This is more than is left of the hold."
        case .notEligible: "Coins cannot be used on this cart."
        case .aboveQuote: "This is more than coins may take off this cart."
        case .rewardUnavailable: "The reward is switched off, or not offered to this customer's tier."
        case .rewardAmountOutOfRange: "The amount is outside the reward's bounds or not on its step."
        case .noCodesLeft: "The pool of codes is exhausted; nothing was debited."
        case .walletInDebt:
            "The wallet is in debt after a cancelled order; redemption waits until it is repaid."
        case .insufficientCoins: "The wallet has fewer coins than this needs."
        case .balanceLimit: "The amount would pass the largest balance that a wallet can have."
        case .couponNotActive: "The coupon was already used, cancelled or has expired."
        case .couponNotCancelling: "Nobody is cancelling this coupon: there is nothing to confirm."
        case .couponOfAnotherCustomer: "The coupon is bound to another customer."
        case .couponMinimumCart: "The cart is too small for this coupon."
        case .referralClosed: "The referral programme is not open."
        case .referralSelf: "Nobody refers themselves."
        case .referralAlreadyClaimed: "This customer has already entered a referral code."
        case .referralExistingBuyer: "A referral code can be entered until the first order only."
        case .referralCycle: "The referral would lead back to where it came from."
        case .referralCapReached: "This referral code can bring no more friends."
        case .referralNotInReview:
            "The referral does not wait for a review: it never did, or somebody has decided otherwise already."
        }
    }

    /// The meaning with this occurrence's numbers.
    var sentence: String {
        switch self {
        case .currencyMismatch(let programme, let given):
            "The amount is in \(given); the programme's currency is \(programme)."
        case .programmeVersionConflict(let newest):
            "Another version was published meanwhile: version \(newest) is the newest."
        case .draftConflict(let revision): "The draft was changed meanwhile: its revision is \(revision)."
        case .tooMany(let limit): "There may be \(limit) of these at most; delete some first."
        case .refundExceedsOrder(let left, let currency):
            "The refund takes more than is left of the order: \(Self.money(left, currency))."
        case .holdNotOpen(let state): "The hold is \(state)."
        case .aboveHold(let coins, let credits):
            "\(Self.coins(coins)) and \(credits) minor units of store credit are left of the hold."
        case .notEligible(let reason, let shortfall):
            "\(meaning.dropLast()): \(Quote.words(of: reason))"
                + (shortfall.map { ", short of \($0)." } ?? ".")
        case .aboveQuote(let discount, let coins, _):
            "At most \(discount) minor units come off this cart, for \(Self.coins(coins))."
        case .rewardAmountOutOfRange(let minimum, let maximum, let step):
            "The reward costs \(minimum) to \(maximum) coins in steps of \(step)."
        case .walletInDebt(let debt):
            "The wallet owes \(Self.coins(debt)); redemption waits until the debt is repaid."
        case .insufficientCoins(let available, let required):
            "This needs \(Self.coins(required)); the wallet has \(available) available."
        case .couponNotActive(let state): "The coupon is \(state.rawValue)."
        case .couponNotCancelling(let state): "The coupon is \(state.rawValue), not being cancelled."
        case .couponMinimumCart(let minimum, let shortfall, let currency):
            "The coupon needs a cart of at least \(Self.money(minimum, currency)); this one is"
                + " \(Self.money(shortfall, currency)) short."
        default: meaning
        }
    }

    /// `INR 49.99`; minor units of a currency that is not known stay what they are.
    private static func money(_ amount: Int64, _ code: String) -> String {
        guard let currency = Currency(code: code) else { return "\(amount) minor units of \(code)" }
        return "\(code) \(Money(minorUnits: amount, currency: currency).decimal)"
    }

    private static func coins(_ coins: Coins) -> String { coins == 1 ? "1 coin" : "\(coins) coins" }

    /// The numbers as members of the problem.
    var members: [(name: String, value: JSONValue)] {
        switch self {
        case .currencyMismatch(let programme, let given):
            [("programme_currency", .string(programme)), ("given_currency", .string(given))]
        case .programmeVersionConflict(let newest): [("newest_version", .integer(newest))]
        case .draftConflict(let revision): [("revision", .integer(revision))]
        case .tooMany(let limit): [("limit", .integer(limit))]
        case .refundExceedsOrder(let left, let currency):
            [("left", .integer(left)), ("currency", .string(currency))]
        case .holdNotOpen(let state): [("state", .string(state))]
        case .aboveHold(let coins, let credits):
            [("coins", .integer(coins)), ("credits", .integer(credits))]
        case .notEligible(let reason, let shortfall):
            [("reason", .string(reason))]
                + (shortfall.map { [("shortfall", JSONValue.integer($0))] } ?? [])
        case .aboveQuote(let discount, let coins, let limit):
            [("discount", .integer(discount)), ("coins", .integer(coins))]
                + (limit.map { [("limited_by", JSONValue.string($0))] } ?? [])
        case .rewardAmountOutOfRange(let minimum, let maximum, let step):
            [("minimum", .integer(minimum)), ("maximum", .integer(maximum)), ("step", .integer(step))]
        case .walletInDebt(let debt): [("debt", .integer(debt))]
        case .insufficientCoins(let available, let required):
            [("available", .integer(available)), ("required", .integer(required))]
        case .couponNotActive(let state), .couponNotCancelling(let state):
            [("state", .string(state.rawValue))]
        case .couponMinimumCart(let minimum, let shortfall, let currency):
            [
                ("minimum", .integer(minimum)), ("shortfall", .integer(shortfall)),
                ("currency", .string(currency)),
            ]
        default: []
        }
    }

    /// One of each case, for the pages and the tests; in the order of precedence.
    static let samples: [Refusal] = [
        .customerNotFound, .transactionNotFound, .orderNotFound, .rewardNotFound, .poolNotFound,
        .couponNotFound, .quoteNotFound, .holdNotFound, .triggerNotFound, .referralCodeNotFound,
        .referralNotFound,
        .programmeVersionNotFound,
        .draftNotFound, .keyNotFound, .connectorNotFound,
        .mergeNotFound, .reviewNotFound, .lotsNotRecorded, .simulationNotFound, .simulationRunning,
        .idempotencyKeyReused, .sandboxOnly,
        .programmeVersionConflict(newest: 2), .draftConflict(revision: 2), .tooMany(limit: 50), .keyEnded,
        .connectorInitialised, .connectorNotInitialised, .connectorNotAwaiting, .connectorWithoutRule,
        .customerAmbiguous, .mergeSameCustomer, .mergeOpenHolds, .mergeNotUndoable, .customerBlocked,
        .currencyMismatch(programme: "INR", given: "USD"), .orderOfAnotherCustomer, .orderCancelled,
        .refundIDReused, .refundExceedsOrder(left: 100, currency: "INR"),
        .referenceReused, .alreadyReverted, .quoteExpired, .quoteUsed, .holdNotOpen(state: "released"),
        .aboveHold(coins: 100, credits: 0), .notEligible(reason: "minimum_cart", shortfall: 100),
        .aboveQuote(discount: 1000, coins: 10, limit: "max_discount"),
        .rewardUnavailable, .rewardAmountOutOfRange(minimum: 100, maximum: 5000, step: 100), .noCodesLeft,
        .walletInDebt(debt: 10), .insufficientCoins(available: 1, required: 2), .balanceLimit,
        .couponNotActive(state: .used), .couponNotCancelling(state: .active), .couponOfAnotherCustomer,
        .couponMinimumCart(minimum: 2, shortfall: 1, currency: "INR"), .referralClosed, .referralSelf,
        .referralAlreadyClaimed, .referralExistingBuyer, .referralCycle, .referralCapReached,
        .referralNotInReview, .reviewAlreadyWritten,
    ]
}
