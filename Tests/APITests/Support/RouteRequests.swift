import HTTPServer

@testable import API

/// A request for each route that would succeed with the right credentials; the path's customer is `{id}`.
struct RouteRequest {
    /// The key that may do it, for any customer.
    let key: APIShop.KeyName
    let method: String
    let target: String
    let body: String?

    /// For a customer of a shop in which `order-7` exists, and coins-1 with it.
    static func of(_ route: Route, customer id: String) -> RouteRequest? {
        guard let (target, body) = table[route.name] else { return nil }
        return RouteRequest(
            key: route.access == .admin ? .admin : .write,
            method: route.method.description, target: target.replacing("{id}", with: id),
            body: body?.replacing("{id}", with: id))
    }

    private static let table: [String: (target: String, body: String?)] = [
        "getHealth": ("/healthz", nil),
        "getReadiness": ("/readyz", nil),
        "getMetrics": ("/metrics", nil),
        "getContract": ("/openapi.yaml", nil),
        "getProblemPage": ("/problems/not_found", nil),
        "getProgram": ("/v1/program", nil),
        "getProgramSchema": ("/v1/program/schema", nil),
        "getScreen": ("/v1/customers/{id}/screens/wallet", nil),
        "previewCart": ("/v1/customers/{id}/screens/cart", #"{"currency": "INR", "total": 50000}"#),
        "listBadges": ("/v1/screens/products", #"{"products": [{"product_id": "sku-1", "amount": 500}]}"#),
        "getGuestScreen": ("/v1/screens/guest", nil),
        "listNonAwards": ("/v1/customers/{id}/non-awards", nil),
        "explainOrder": ("/v1/orders/order-7/explanation", nil),
        "reportSupportTicket": ("/v1/support-tickets", #"{"topic": "redemption"}"#),
        "getMeasures": ("/v1/admin/measures", nil),
        "listSimulations": ("/v1/admin/simulations", nil),
        "startSimulation": (
            "/v1/admin/simulations", #"{"months": 1, "draft": \#(APIShop.programme())}"#
        ),
        "getSimulation": ("/v1/admin/simulations/simulation-99", nil),
        "cancelSimulation": ("/v1/admin/simulations/simulation-99/cancel", nil),
        "listLots": ("/v1/customers/{id}/lots", nil),
        "getBalance": ("/v1/customers/{id}/balance", nil),
        "listTransactions": ("/v1/customers/{id}/transactions", nil),
        "getTransaction": ("/v1/customers/{id}/transactions/coins-1", nil),
        "explainTransaction": ("/v1/customers/{id}/transactions/coins-1/explanation", nil),
        "getTier": ("/v1/customers/{id}/tier", nil),
        "listReferrals": ("/v1/customers/{id}/referrals", nil),
        "claimReferral": ("/v1/customers/{id}/referrals/claim", #"{"code": "NOBODYS"}"#),
        "listCoupons": ("/v1/customers/{id}/coupons", nil),
        "cancelCoupon": ("/v1/customers/{id}/coupons/coupon-999/cancel", nil),
        "redeemReward": ("/v1/customers/{id}/redemptions", #"{"reward_id": "no-such-reward"}"#),
        "fireTrigger": ("/v1/triggers/review/fire", #"{"customer_id": "{id}"}"#),
        "putCustomer": ("/v1/customers/{id}", "{}"),
        "getCustomer": ("/v1/customers/{id}", nil),
        "mintCustomerToken": ("/v1/customers/{id}/tokens", "{}"),
        "createTransaction": ("/v1/customers/{id}/transactions", #"{"coins": 1, "note": "a gift"}"#),
        "putOrder": (
            "/v1/orders/order-7",
            """
            {"customer_id": "{id}", "state": "paid", "placed_at": "2026-11-20T10:00:00Z", "currency": "INR",
             "total": 500}
            """
        ),
        "listProgrammeVersions": ("/v1/admin/programme/versions", nil),
        "getProgrammeVersion": ("/v1/admin/programme/versions/1", nil),
        "restoreProgrammeVersion": ("/v1/admin/programme/versions/1/restore", "{}"),
        "compareProgrammes": ("/v1/admin/programme/diff", nil),
        "validateProgramme": ("/v1/admin/programme/validate", #"{"document": {}}"#),
        "listDrafts": ("/v1/admin/programme/drafts", nil),
        "createDraft": ("/v1/admin/programme/drafts", "{}"),
        "getDraft": ("/v1/admin/programme/drafts/draft-999", nil),
        "updateDraft": ("/v1/admin/programme/drafts/draft-999", "{}"),
        "deleteDraft": ("/v1/admin/programme/drafts/draft-999", nil),
        "publishDraft": ("/v1/admin/programme/drafts/draft-999/publish", "{}"),
        "listKeys": ("/v1/admin/keys", nil),
        "createKey": ("/v1/admin/keys", #"{"kind": "read"}"#),
        "rotateKey": ("/v1/admin/keys/key-999/rotate", "{}"),
        "revokeKey": ("/v1/admin/keys/key-999/revoke", "{}"),
        "getSandboxClock": ("/v1/admin/sandbox/clock", nil),
        "moveSandboxClock": ("/v1/admin/sandbox/clock", #"{"advance_seconds": 60}"#),
        "eraseCustomer": ("/v1/customers/{id}", nil),
        "mergeCustomers": ("/v1/customers/{id}/merge", #"{"customer_id": "customer-two"}"#),
        "undoMerge": ("/v1/customers/{id}/merges/merge-999/undo", nil),
        "searchCustomers": ("/v1/admin/customers", nil),
        "getCustomerDetail": ("/v1/admin/customers/{id}", nil),
        "blockCustomer": ("/v1/admin/customers/{id}/block", #"{"reason": "a test"}"#),
        "unblockCustomer": ("/v1/admin/customers/{id}/unblock", #"{"reason": "a test"}"#),
        "searchAPILog": ("/v1/admin/api-log", nil),
        "startConnectorCheck": ("/v1/admin/connectors/gokwik/check", nil),
        "listConnectorChecks": ("/v1/admin/connectors/gokwik/checks", nil),
        "getConnectorCheck": ("/v1/admin/connectors/gokwik/checks/connector-check-99", nil),
        "listEvents": ("/v1/events", nil),
        "listAuditLog": ("/v1/admin/audit-log", nil),
        "startBrandTest": ("/v1/admin/brand-tests", "{}"),
        "listBrandTests": ("/v1/admin/brand-tests", nil),
        "getBrandTest": ("/v1/admin/brand-tests/brand-test-999", nil),
        "listAllReferrals": ("/v1/admin/referrals", nil),
        "approveReferral": ("/v1/admin/referrals/referral-999/approve", #"{"reason": "known to us"}"#),
        "rejectReferral": ("/v1/admin/referrals/referral-999/reject", #"{"reason": "one household"}"#),
        "listReviews": ("/v1/admin/reviews", nil),
        "approveReview": ("/v1/admin/reviews/review-999/approve", "{}"),
        "rejectReview": ("/v1/admin/reviews/review-999/reject", nil),
        "getOrder": ("/v1/orders/order-7", nil),
        "refundOrder": ("/v1/orders/order-7/refunds", #"{"refund_id": "refund-1", "amount": 100}"#),
        "createQuote": (
            "/v1/customers/{id}/quotes", #"{"channel": "app", "currency": "INR", "total": 500}"#
        ),
        "explainQuote": ("/v1/customers/{id}/quotes/quote-999/explanation", nil),
        "createHold": (
            "/v1/customers/{id}/holds", #"{"channel": "app", "currency": "INR", "total": 5000}"#
        ),
        "getHold": ("/v1/holds/hold-999", nil),
        "commitHold": ("/v1/holds/hold-999/commit", "{}"),
        "releaseHold": ("/v1/holds/hold-999/release", "{}"),
        "verifyCoupon": ("/v1/coupons/NOT-A-CODE/verify", "{}"),
        "useCoupon": ("/v1/coupons/NOT-A-CODE/use", #"{"order_id": "order-7"}"#),
        "confirmCouponCancelled": ("/v1/coupons/NOT-A-CODE/confirm-cancelled", nil),
        "addCodes": ("/v1/admin/rewards/drawn/codes", #"{"codes": ["SHOP-1"]}"#),
        "getCodes": ("/v1/admin/rewards/drawn/codes", nil),
        "callCheckout": (
            "/v1/checkout/no-such-id",
            #"{"action": "list", "customer_id": "{id}", "currency": "INR", "total": 50000}"#
        ),
        "listConnectors": ("/v1/admin/connectors", nil),
        "getConnector": ("/v1/admin/connectors/gokwik", nil),
        "updateConnector": ("/v1/admin/connectors/gokwik", #"{"enabled": true}"#),
        "getOrderFeed": ("/v1/admin/connectors/webhook", nil),
        "updateOrderFeed": ("/v1/admin/connectors/webhook", #"{"enabled": true}"#),
        "getShiprocketConnector": ("/v1/admin/connectors/shiprocket", nil),
        "updateShiprocketConnector": ("/v1/admin/connectors/shiprocket", #"{"enabled": true}"#),
        "changeConnectorRule": ("/v1/admin/connectors/gokwik/rule", #"{"same_as_app": true}"#),
        "initialiseConnector": ("/v1/admin/connectors/gokwik/initialise", nil),
        "rotateConnector": ("/v1/admin/connectors/gokwik/rotate", "{}"),
        "confirmConnector": ("/v1/admin/connectors/gokwik/confirm", nil),
        "receivePostback": ("/v1/postbacks/app-install/1.generic.1.AAAA?customer_id={id}", nil),
        "receivePostbackBody": ("/v1/postbacks/app-install/1.generic.1.AAAA", #"{"customer_id": "{id}"}"#),
    ]

    static var routeNames: Set<String> { Set(table.keys) }
}
