// Bodies with faults, by what is wrong with them.
extension InputTests {
    static let wrongTypes = [
        Case(
            route: "startBrandTest", name: "a document that is a number", body: #"{"document": 5}"#,
            faults: ["#/document wrong_type"]),
        Case(
            route: "createQuote", name: "wrong types",
            body: #"{"channel": 1, "currency": "inr", "total": "5", "subtotal": -1, "coins": 1.5, "x": 1}"#,
            faults: [
                "#/channel wrong_type", "#/currency invalid_format", "#/total wrong_type",
                "#/subtotal out_of_range", "#/coins not_an_integer", "#/x unknown_field",
            ]),
        Case(
            route: "createHold", name: "a quote and a cart",
            body: #"{"quote_id": "", "channel": "app"}"#,
            faults: ["#/quote_id too_short", "#/channel unknown_field"]),
        Case(
            route: "commitHold", name: "wrong types", body: #"{"order_id": 7, "x": 1}"#,
            faults: ["#/order_id wrong_type", "#/x unknown_field"]),
        Case(
            route: "releaseHold", name: "wrong types", body: #"{"coins": -1, "credits": "5", "x": 1}"#,
            faults: ["#/coins out_of_range", "#/credits wrong_type", "#/x unknown_field"]),
        Case(
            route: "callCheckout", name: "wrong types",
            body: """
                {"action": "take", "customer_id": 1, "currency": "inr", "total": "5", "subtotal": -1, "coins": 1.5,
                 "wallets": "all", "reference": "", "attempt": 0, "order_id": 7, "final": 1, "platform": "tv", "x": 1}
                """,
            faults: [
                "#/action not_allowed", "#/customer_id wrong_type", "#/currency invalid_format",
                "#/total wrong_type",
                "#/subtotal out_of_range", "#/coins not_an_integer", "#/wallets not_allowed",
                "#/reference too_short", "#/attempt out_of_range", "#/order_id wrong_type",
                "#/final wrong_type",
                "#/platform not_allowed", "#/x unknown_field",
            ]),
        Case(
            route: "callCheckout", name: "nobody, and no cart", body: #"{"action": "perform"}"#,
            faults: ["#/customer_id required", "#/currency required", "#/total required"]),
        Case(
            route: "callCheckout", name: "two names, coins and a discount",
            body: """
                {"action": "perform", "customer_id": "customer-one", "email": "a@b.c", "currency": "INR", "total": 5,
                 "coins": 1, "discount": 1}
                """,
            faults: ["#/email not_allowed", "#/discount not_allowed"]),
        Case(
            route: "callCheckout", name: "coins of the credit wallet",
            body: """
                {"action": "list", "customer_id": "customer-one", "currency": "INR", "total": 5, "coins": 1,
                 "wallets": "credits"}
                """,
            faults: ["#/wallets not_allowed"]),
        Case(
            route: "callCheckout", name: "a second try at no reference",
            body: """
                {"action": "perform", "customer_id": "customer-one", "currency": "INR", "total": 5, "attempt": 2}
                """,
            faults: ["#/attempt not_allowed"]),
        Case(
            route: "callCheckout", name: "a revert without a reference, and no cart",
            body: #"{"action": "revert", "mobile": "+919876543210"}"#,
            faults: ["#/currency required", "#/total required"]),
        Case(
            route: "callCheckout", name: "a revert of money",
            body:
                #"{"action": "revert", "email": "a@b.c", "reference": "r", "discount": 5, "attempt": 1000001}"#,
            faults: ["#/discount not_allowed", "#/attempt out_of_range"]),
        Case(
            route: "previewCart", name: "wrong types",
            body: """
                {"currency": 1, "total": "5", "subtotal": [], "channel": 1, "coins": "all", "lines": {}, "x": 1}
                """,
            faults: [
                "#/currency wrong_type", "#/total wrong_type", "#/subtotal wrong_type",
                "#/channel wrong_type", "#/coins wrong_type", "#/lines wrong_type", "#/x unknown_field",
            ]),
        Case(
            route: "listBadges", name: "wrong types",
            body:
                #"{"products": [{"product_id": 1, "amount": 5.5, "tags": "a", "collections": [1], "x": 1}, 5]}"#,
            faults: [
                "#/products/0/product_id wrong_type", "#/products/0/amount not_an_integer",
                "#/products/0/tags wrong_type", "#/products/0/collections/0 wrong_type",
                "#/products/0/x unknown_field", "#/products/1 wrong_type",
            ]),
        Case(
            route: "putCustomer", name: "wrong types",
            body: """
                {"name": 1, "email": [], "mobile": {}, "locale": true, "birthday": 20261121, "address": 9,
                "x": null}
                """,
            faults: [
                "#/name wrong_type", "#/email wrong_type", "#/mobile wrong_type", "#/locale wrong_type",
                "#/birthday wrong_type", "#/address wrong_type", "#/x unknown_field",
            ]),
        Case(
            route: "mintCustomerToken", name: "wrong types", body: #"{"expires_in": "300", "sub": "x"}"#,
            faults: ["#/expires_in wrong_type", "#/sub unknown_field"]),
        Case(
            route: "createTransaction", name: "wrong types",
            body: #"{"wallet": 1, "coins": "5", "note": 7, "expires_on": false, "dry_run": true}"#,
            faults: [
                "#/wallet wrong_type", "#/coins wrong_type", "#/note wrong_type", "#/expires_on wrong_type",
                "#/dry_run unknown_field",
            ]),
        Case(
            route: "redeemReward", name: "wrong types",
            body: #"{"reward_id": 1, "coins": [], "amount": "5"}"#,
            faults: ["#/reward_id wrong_type", "#/coins wrong_type", "#/amount wrong_type"]),
        Case(
            route: "fireTrigger", name: "wrong types",
            body: #"{"customer_id": 7, "device_id": 8, "occurred_at": 9, "a/b~c": 1}"#,
            faults: [
                "#/customer_id wrong_type", "#/device_id wrong_type", "#/occurred_at wrong_type",
                "#/a~1b~0c unknown_field",
            ]),
        Case(
            route: "putOrder", name: "wrong types",
            body: """
                {"customer_id": 1, "state": 2, "placed_at": 3, "currency": 4, "total": "5", "subtotal": "6",
                 "tax": "7", "shipping": "8", "coins_discount": "9", "revision": "7", "connector": 8, "lines": [
                    {"line_id": 1, "product_id": 2, "collections": 3, "tags": [4], "quantity": "5",
                     "amount": "6", "discount": "7", "price": 8}, 9]}
                """,
            faults: [
                "#/customer_id wrong_type", "#/state wrong_type", "#/placed_at wrong_type",
                "#/currency wrong_type", "#/total wrong_type", "#/subtotal wrong_type", "#/tax wrong_type",
                "#/shipping wrong_type", "#/coins_discount wrong_type", "#/revision wrong_type",
                "#/connector wrong_type", "#/lines/0/line_id wrong_type", "#/lines/0/product_id wrong_type",
                "#/lines/0/collections wrong_type", "#/lines/0/tags/0 wrong_type",
                "#/lines/0/quantity wrong_type", "#/lines/0/amount wrong_type",
                "#/lines/0/discount wrong_type", "#/lines/0/price unknown_field", "#/lines/1 wrong_type",
            ]),
        Case(
            route: "refundOrder", name: "wrong types",
            body: """
                {"refund_id": 1, "amount": "2", "as_store_credit": 3, "occurred_at": 4, "reason": "x"}
                """,
            faults: [
                "#/refund_id wrong_type", "#/amount wrong_type", "#/as_store_credit wrong_type",
                "#/occurred_at wrong_type", "#/reason unknown_field",
            ]),
        Case(
            route: "claimReferral", name: "wrong types",
            body: #"{"code": 1, "device_id": 2, "ip": 3, "customer_id": "x"}"#,
            faults: [
                "#/code wrong_type", "#/device_id wrong_type", "#/ip wrong_type",
                "#/customer_id unknown_field",
            ]),
        Case(
            route: "approveReferral", name: "wrong types", body: #"{"reason": 1, "note": "x"}"#,
            faults: ["#/reason wrong_type", "#/note unknown_field"]),
        Case(
            route: "rejectReferral", name: "wrong types", body: #"{"reason": 1, "note": "x"}"#,
            faults: ["#/reason wrong_type", "#/note unknown_field"]),
        Case(
            route: "approveReview", name: "wrong types", body: #"{"featured": 1, "note": "x"}"#,
            faults: ["#/featured wrong_type", "#/note unknown_field"]),
        Case(
            route: "verifyCoupon", name: "wrong types",
            body: #"{"customer_id": 1, "order_id": 2, "cart_amount": "3", "currency": 4}"#,
            faults: [
                "#/customer_id wrong_type", "#/order_id wrong_type", "#/cart_amount wrong_type",
                "#/currency wrong_type",
            ]),
        Case(
            route: "useCoupon", name: "wrong types", body: #"{"customer_id": 1, "order_id": 2}"#,
            faults: ["#/customer_id wrong_type", "#/order_id wrong_type"]),
        Case(
            route: "cancelCoupon", name: "members where there are none", body: #"{"reason": "x"}"#,
            faults: ["#/reason unknown_field"]),
        Case(
            route: "cancelSimulation", name: "members where there are none", body: #"{"reason": "x"}"#,
            faults: ["#/reason unknown_field"]),
        Case(
            route: "confirmCouponCancelled", name: "members where there are none",
            body: #"{"order_id": "o-1"}"#, faults: ["#/order_id unknown_field"]),
        Case(
            route: "addCodes", name: "wrong types", body: #"{"codes": "SHOP-1", "reward": 1}"#,
            faults: ["#/codes wrong_type", "#/reward unknown_field"]),
        Case(
            route: "addCodes", name: "codes that are none", body: #"{"codes": ["SHOP-1", 5, "no!", ""]}"#,
            faults: ["#/codes/1 invalid_format", "#/codes/2 invalid_format", "#/codes/3 invalid_format"]),
        Case(
            route: "addCodes", name: "no codes", body: #"{"codes": []}"#, faults: ["#/codes out_of_range"]),
        Case(
            route: "startSimulation", name: "wrong types", body: #"{"draft": 5, "months": "12", "x": 1}"#,
            faults: ["#/draft wrong_type", "#/months wrong_type", "#/x unknown_field"]),
        Case(
            route: "startSimulation", name: "two drafts",
            body: #"{"draft": {}, "draft_id": "draft-1", "months": 121}"#,
            faults: ["#/draft_id not_allowed", "#/months out_of_range"]),
        Case(
            route: "reportSupportTicket", name: "wrong types",
            body: #"{"topic": 1, "customer_id": 2, "occurred_at": 3, "text": "x"}"#,
            faults: [
                "#/topic wrong_type", "#/customer_id wrong_type", "#/occurred_at wrong_type",
                "#/text unknown_field",
            ]),
    ]

    static let missing = [
        Case(
            route: "createTransaction", name: "nothing", body: "{}",
            faults: ["#/coins required", "#/note required"]),
        Case(route: "redeemReward", name: "nothing", body: "{}", faults: ["#/reward_id required"]),
        Case(
            route: "previewCart", name: "nothing", body: "{}",
            faults: ["#/currency required", "#/total required"]),
        Case(route: "listBadges", name: "nothing", body: "{}", faults: ["#/products required"]),
        Case(route: "fireTrigger", name: "nothing", body: "{}", faults: ["#/customer_id required"]),
        Case(
            route: "putOrder", name: "nothing", body: "{}",
            faults: [
                "#/customer_id required", "#/state required", "#/placed_at required", "#/currency required",
                "#/total required",
            ]),
        Case(
            route: "putOrder", name: "lines of nothing",
            body: """
                {"customer_id": "customer-one", "state": "paid", "placed_at": "2026-11-20T10:00:00Z",
                 "currency": "INR", "total": 5, "lines": [{}]}
                """,
            faults: [
                "#/lines/0/line_id required", "#/lines/0/quantity required", "#/lines/0/amount required",
            ]),
        Case(route: "refundOrder", name: "nothing", body: "{}", faults: ["#/refund_id required"]),
        Case(
            route: "refundOrder", name: "a line of nothing", body: #"{"refund_id": "r", "lines": [{}]}"#,
            faults: ["#/lines/0/line_id required", "#/lines/0/quantity required"]),
        Case(route: "claimReferral", name: "nothing", body: "{}", faults: ["#/code required"]),
        Case(route: "useCoupon", name: "nothing", body: "{}", faults: ["#/order_id required"]),
        Case(
            route: "verifyCoupon", name: "an amount of no currency", body: #"{"cart_amount": 5}"#,
            faults: ["#/currency required"]),
    ]

    static let outOfRange = [
        Case(
            route: "previewCart", name: "values that cannot be",
            body: #"{"currency": "USD", "total": -1, "channel": "fax", "coins": -1}"#,
            faults: [
                "#/total out_of_range", "#/channel not_allowed", "#/coins out_of_range",
            ]),
        Case(
            route: "listBadges", name: "no product", body: #"{"products": []}"#,
            faults: ["#/products too_short"]),
        Case(
            route: "putCustomer", name: "values that cannot be",
            body: """
                {"name": "", "email": "a@b@c", "mobile": "0171", "locale": "english!", "birthday": "2026-02-30"}
                """,
            faults: [
                "#/name too_short", "#/email invalid_format", "#/mobile invalid_format",
                "#/locale invalid_format", "#/birthday invalid_format",
            ]),
        Case(
            route: "createTransaction", name: "values that cannot be",
            body: #"{"wallet": "gold", "coins": 0, "note": "", "expires_on": "tomorrow"}"#,
            faults: [
                "#/wallet not_allowed", "#/coins out_of_range", "#/note too_short",
                "#/expires_on invalid_format",
            ]),
        Case(
            route: "fireTrigger", name: "an event of long ago",
            body: #"{"customer_id": "customer-one", "occurred_at": "2020-01-01T00:00:00Z"}"#,
            faults: ["#/occurred_at out_of_range"]),
        Case(
            route: "createTransaction", name: "a last day that has passed",
            body: #"{"coins": 5, "note": "n", "expires_on": "2026-11-20"}"#,
            faults: ["#/expires_on out_of_range"]),
        Case(
            route: "createTransaction", name: "more coins than 64 bits hold",
            body: #"{"coins": 99999999999999999999, "note": "n"}"#, faults: ["#/coins out_of_range"]),
        Case(
            route: "redeemReward", name: "values that cannot be",
            body: #"{"reward_id": "No Such!", "coins": 0, "amount": -1}"#,
            faults: ["#/reward_id invalid_format", "#/coins out_of_range", "#/amount out_of_range"]),
        Case(
            route: "putOrder", name: "values that cannot be",
            body: """
                {"customer_id": "short", "state": "lost", "placed_at": "2026-11-20", "currency": "Rupee",
                 "total": -1, "subtotal": -1, "revision": -1, "connector": "a b"}
                """,
            faults: [
                "#/customer_id invalid_format", "#/state not_allowed", "#/placed_at invalid_format",
                "#/currency invalid_format", "#/total out_of_range", "#/subtotal out_of_range",
                "#/revision out_of_range", "#/connector invalid_format",
            ]),
        Case(
            route: "putOrder", name: "lines that cannot be",
            body: """
                {"customer_id": "customer-one", "state": "paid", "placed_at": "2026-11-20T10:00:00Z",
                 "currency": "INR", "total": 5, "tax": -1, "shipping": 100000000001, "coins_discount": -1,
                 "lines": [
                    {"line_id": "", "quantity": 0, "amount": -1},
                    {"line_id": "a", "quantity": 1000001, "amount": 100000000001},
                    {"line_id": "b", "quantity": 1, "amount": 5, "discount": 6},
                    {"line_id": "c", "quantity": 1, "amount": 5}, {"line_id": "c", "quantity": 1, "amount": 5}]}
                """,
            faults: [
                "#/tax out_of_range", "#/shipping out_of_range", "#/coins_discount out_of_range",
                "#/lines/0/line_id too_short", "#/lines/0/quantity out_of_range",
                "#/lines/0/amount out_of_range", "#/lines/1/quantity out_of_range",
                "#/lines/1/amount out_of_range", "#/lines/2/discount out_of_range",
                "#/lines/4/line_id duplicate",
            ]),
        Case(
            route: "refundOrder", name: "lines and an amount",
            body: #"{"refund_id": "r", "lines": [{"line_id": "a", "quantity": 0}], "amount": 0}"#,
            faults: [
                "#/lines/0/quantity out_of_range", "#/amount out_of_range", "#/amount not_allowed",
            ]),
        Case(
            route: "mintCustomerToken", name: "a second", body: #"{"expires_in": 59}"#,
            faults: ["#/expires_in out_of_range"]),
    ]
}
