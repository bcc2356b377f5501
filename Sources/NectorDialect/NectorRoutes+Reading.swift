import API
import HTTPServer

/// What can be looked up.
extension NectorRoutes {
    static let reading: [NectorRoute] = [
        NectorRoute("systeminfos", .get, "/api/open/systeminfos", .open, SystemInfosEndpoint.get),
        get("getLead", "leads/{id}", .lookup, LeadsEndpoint.get),
        // Some clients have no id to put there, and name the customer in the query.
        get("findLead", "leads", .lookup, LeadsEndpoint.get),
        get("listTransactions", "wallettransactions", .customer, WalletTransactionsEndpoint.list),
        get("getTransaction", "wallettransactions/{id}", .customer, WalletTransactionsEndpoint.get),
        get(
            "listCreditTransactions", "creditwallettransactions", .customer,
            CreditWalletTransactionsEndpoint.list),
        get(
            "getCreditTransaction", "creditwallettransactions/{id}", .customer,
            CreditWalletTransactionsEndpoint.get),
        get("listWallets", "wallets", .customer, WalletsEndpoint.list),
        get("getWallet", "wallets/{id}", .customer, WalletsEndpoint.get),
        get("listCoupons", "coupons", .customer, CouponsEndpoint.list),
        get("getCoupon", "coupons/{id}", .customer, CouponsEndpoint.get),
        get("listReferrals", "referrals", .customer, ReferralsEndpoint.list),
        get("getReferral", "referrals/{id}", .customer, ReferralsEndpoint.get),
        get("listTriggers", "triggers", .lookup, TriggersEndpoint.list),
        get("getDetails", "aggreegateddetails", .read, AggregatedDetailsEndpoint.get),
        get("getAggregatedOffers", "aggreegatedoffers", .read, OffersEndpoint.aggregated),
        get("listOffers", "offers", .read, OffersEndpoint.list),
        get("getOffer", "offers/{id}", .read, OffersEndpoint.get),
        get("getEntity", "entities/{id}", .read, EntitiesEndpoint.get),
        get("listActivities", "activities", .customer, ActivitiesEndpoint.list),
        get("countActivities", "activities-count", .customer, ActivitiesEndpoint.count),
        get("listOrders", "orders", .customer, OrdersEndpoint.list),
        get("getOrder", "orders/{id}", .customer, OrdersEndpoint.get),
    ]
}
