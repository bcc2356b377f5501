import HTTPServer

/// The site map: every endpoint, grouped by audience. HEAD is answered wherever GET is, and OPTIONS everywhere.
enum Routes {
    static let all: [Route] =
        operations + programme + customers + shop + callbacks + orders + rewards + redemption + loyalty
        + people
        + insight
        + screens + events + administration + brandTests + connectorChecks + connectors

    /// Operators and testers.
    private static let operations: [Route] = [
        Route("getHealth", .get, "/healthz", .open, Health.live),
        Route("getReadiness", .get, "/readyz", .open, Health.ready),
        Route("getMetrics", .get, "/metrics", .open, media: .plain, MetricsEndpoint.get),
        Route("getContract", .get, "/openapi.yaml", .open, media: .yaml, Contract.get),
        Route("getProblemPage", .get, "/problems/{code}", .open, media: .html, ProblemPages.get),
    ]

    /// Everybody with a key.
    private static let programme: [Route] = [
        Route("getProgram", .get, "/v1/program", .programme, ProgrammeEndpoint.get)
    ]

    /// Apps, and back ends on a customer's behalf.
    private static let customers: [Route] = [
        Route(
            "getScreen", .get, "/v1/customers/{customer_id}/screens/{screen}", .customer, ScreenEndpoint.get),
        Route("getBalance", .get, "/v1/customers/{customer_id}/balance", .customer, BalanceEndpoint.get),
        Route(
            "listTransactions", .get, "/v1/customers/{customer_id}/transactions", .customer,
            TransactionsEndpoint.list),
        Route(
            "getTransaction", .get, "/v1/customers/{customer_id}/transactions/{transaction_id}", .customer,
            TransactionsEndpoint.get),
        Route(
            "explainTransaction", .get,
            "/v1/customers/{customer_id}/transactions/{transaction_id}/explanation", .customer,
            TransactionsEndpoint.explain),
        Route("getTier", .get, "/v1/customers/{customer_id}/tier", .customer, TierEndpoint.get),
        Route(
            "listReferrals", .get, "/v1/customers/{customer_id}/referrals", .customer, ReferralsEndpoint.list),
        Route(
            "claimReferral", .post, "/v1/customers/{customer_id}/referrals/claim", .customer,
            ReferralsEndpoint.claim),
        Route("listCoupons", .get, "/v1/customers/{customer_id}/coupons", .customer, CouponsEndpoint.list),
        Route(
            "cancelCoupon", .post, "/v1/customers/{customer_id}/coupons/{coupon_id}/cancel", .customer,
            repeats: .byKey, movesCoins: true, CouponsEndpoint.cancel),
        Route(
            "redeemReward", .post, "/v1/customers/{customer_id}/redemptions", .customer, repeats: .byKey,
            movesCoins: true,
            RedemptionsEndpoint.create),
        Route(
            "fireTrigger", .post, "/v1/triggers/{trigger_id}/fire", .writeOrCustomer, repeats: .byKey,
            movesCoins: true,
            TriggersEndpoint.fire),
    ]

    /// The brand's back end and shop.
    private static let shop: [Route] = [
        Route("putCustomer", .put, "/v1/customers/{customer_id}", .write, CustomersEndpoint.put),
        Route("getCustomer", .get, "/v1/customers/{customer_id}", .write, CustomersEndpoint.get),
        Route(
            "mintCustomerToken", .post, "/v1/customers/{customer_id}/tokens", .write,
            CustomersEndpoint.createToken),
        Route(
            "createTransaction", .post, "/v1/customers/{customer_id}/transactions", .write, repeats: .byKey,
            movesCoins: true,
            TransactionsEndpoint.create),
        Route("putOrder", .put, "/v1/orders/{order_id}", .write, movesCoins: true, OrdersEndpoint.put),
        Route("getOrder", .get, "/v1/orders/{order_id}", .write, OrdersEndpoint.get),
        Route("verifyCoupon", .post, "/v1/coupons/{code}/verify", .write, CouponsEndpoint.verify),
        Route("useCoupon", .post, "/v1/coupons/{code}/use", .write, CouponsEndpoint.use),
    ]

    /// Attribution providers, which can set no header.
    private static let callbacks: [Route] = [
        Route(
            "receivePostback", .get, "/v1/postbacks/{trigger_id}/{signature}", .signature,
            PostbacksEndpoint.receive),
        Route(
            "receivePostbackBody", .post, "/v1/postbacks/{trigger_id}/{signature}", .signature,
            PostbacksEndpoint.receive),
    ]
}
