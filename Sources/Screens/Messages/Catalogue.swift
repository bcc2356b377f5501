/// Every text that the screens say, in one language.
///
/// One property a message, so that a catalogue that lacks one does not compile. The brand may override each
/// under the name in ``names`` (and each plural form under that name, a dot and the form:
/// `coins_amount.one`).
struct Catalogue: Sendable {
    // Coins and the wallet
    var coinsAmount: Message
    var walletBalance: Message
    var pendingNotice: Message
    var expiryNotice: Message
    var heldNotice: Message
    var creditBalance: Message
    var creditHeld: Message

    // VIP tiers
    var tierCurrent: Message
    var tierToNext: Message
    var tierTop: Message
    var tierKeep: Message
    var tierSince: Message
    var tierValid: Message
    var tierGrace: Message
    var tierFrom: Message
    var tierFromStart: Message
    var tierMultiplier: Message
    var tierCount: Message
    var tierToNextCoins: Message
    var tierToNextOrders: Message
    var tierToNextActions: Message
    var tierKeepCoins: Message
    var tierKeepOrders: Message
    var tierKeepActions: Message
    var tierFromCoins: Message
    var tierFromOrders: Message
    var tierFromActions: Message
    var tierEntryBonus: Message
    var tierBirthdayBonus: Message
    // Where a tier counts something else than money
    var ordersAmount: Message
    var actionsAmount: Message

    // Titles of sections
    var titleHistory: Message
    var titleEarn: Message
    var titleRewards: Message
    var titleCoupons: Message
    var titleTiers: Message
    var titleReferral: Message
    var titleFriends: Message
    var titleFriendCode: Message
    var titleCredits: Message
    var titleBonuses: Message
    var titleCartEarn: Message
    var titleCartTier: Message
    var titleCartRedeem: Message
    var titleCartCoupons: Message
    var titleWelcome: Message

    // How many a list shows
    var historyCount: Message
    var earnCount: Message
    var rewardCount: Message
    var couponCount: Message
    var friendCount: Message

    // Titles of history entries
    var entryOrder: Message
    var entryOrderCancelled: Message
    var entryOrderRefunded: Message
    var entryOrderReturned: Message
    var entryOrderSpent: Message
    var entryOrderHeld: Message
    var entryStoreCredit: Message
    var entryReleased: Message
    var entryReleasedPlain: Message
    var entryExpired: Message
    var entryCoupon: Message
    var entryCancelled: Message
    var entryLapsed: Message
    var entryTrigger: Message
    var entryReferrer: Message
    var entryFriend: Message
    var entryCredit: Message
    var entryDebit: Message
    var entryTierBonus: Message
    var entryTierBonusNamed: Message
    var entryBirthday: Message
    var entryImport: Message
    var entryEarned: Message
    var entrySpent: Message
    var entryReturned: Message
    var entryTakenBack: Message
    var entryHeld: Message
    var entryHoldReleased: Message
    var entryMerged: Message
    var entryPending: Message
    var entryPendingUntil: Message
    // Beside an entry that changes nothing that can be spent
    var entryWasPending: Message
    var entrySetAside: Message
    var entrySetAsideBefore: Message

    // Ways to earn
    var earnOrders: Message
    var earnMinimum: Message
    var earnPending: Message
    var earnMultiplier: Message
    var earnCapOrder: Message
    var earnCapDay: Message
    var earnCapCustomer: Message
    var earnCampaign: Message
    var earnCampaignTier: Message
    var earnRule: Message
    var earnExcluded: Message
    var bonusCount: Message
    var productEarn: Message
    var cartEarn: Message
    var cartAvailable: Message
    var cartTierReached: Message
    var cartTierMissing: Message
    var frequencyOnce: Message
    var frequencyDay: Message
    var frequencyWeek: Message
    var frequencyMonth: Message
    var frequencyYear: Message

    // Rewards and coupons
    var rewardFixed: Message
    var rewardVariable: Message
    var rewardPercentage: Message
    var rewardShipping: Message
    var rewardShippingMaximum: Message
    var rewardProduct: Message
    var rewardTierPrice: Message
    var rewardMinimumCart: Message
    var rewardValidDays: Message
    var confirmRedeem: Message
    var confirmRedeemChoice: Message
    var confirmRedeemTitle: Message
    var confirmCart: Message
    var couponAmount: Message
    var couponPercentage: Message
    var couponShipping: Message
    var couponShippingMaximum: Message
    var couponProduct: Message
    var couponUntil: Message
    var couponAnyTime: Message
    var couponUsed: Message
    var couponCancelling: Message
    var couponCancelled: Message
    var couponExpired: Message
    var confirmCancel: Message
    var cartOffer: Message
    var cartPayable: Message
    var cartCredits: Message
    var limitMaximumDiscount: Message
    var limitMinimumPayment: Message
    var limitBalance: Message
    var limitRequested: Message
    var limitPercent: Message
    var limitStep: Message
    var limitFreeOrder: Message
    var cartCouponCount: Message

    // Referrals
    var referralOffer: Message
    var referralCondition: Message
    var referralConditionMinimum: Message
    var referralCode: Message
    var referralShare: Message
    var referralClaim: Message
    var referralEarned: Message
    var friendUnnamed: Message
    var friendInvitation: Message
    var guestText: Message
    var guestOffer: Message
    var guestInstall: Message
    var referralInvited: Message
    var referralSignedUp: Message
    var referralQualified: Message
    var referralDue: Message
    var referralRewarded: Message
    var referralRejected: Message

    // Why something is not available
    var stateWalletInDebt: Message
    var stateBlocked: Message
    var stateInsufficient: Message
    var stateTierTooLow: Message
    var stateTierLocked: Message
    var stateUnavailable: Message
    var stateNoCodes: Message
    var stateAlreadyAwarded: Message
    var stateDeviceSeen: Message
    var stateAvailableAgain: Message
    var stateCapReached: Message
    var stateNoCoins: Message
    var stateNoHistory: Message
    var stateNoRewards: Message
    var stateNoActions: Message
    var stateNoCoupons: Message
    var stateNoFriends: Message
    var stateReferralClosed: Message
    var stateClaimClosed: Message
    var stateClaimed: Message
    var stateSignIn: Message
    var stateBelowMinimum: Message
    var stateExcluded: Message
    var stateTooSmall: Message
    var stateCartMinimum: Message
    var stateDiscountMinimum: Message
    var stateCoinsMinimum: Message
    var stateCouponMinimum: Message
    var stateChannelClosed: Message
    var stateNoCouponFits: Message

    // Titles of actions
    var actionRedeem: Message
    var actionEarn: Message
    var actionHistory: Message
    var actionTiers: Message
    var actionCoupons: Message
    var actionShare: Message
    var actionClaim: Message
    var actionOpen: Message
    var actionCancel: Message
    var actionEnterCode: Message
    var actionSignIn: Message
    var actionUseCoins: Message
}
