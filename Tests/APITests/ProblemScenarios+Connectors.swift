import Testing

/// What connectors and their checkouts are refused with.
extension ProblemTests.Scenario {
    static let ofConnectors: [Self] = [
        Self(name: "no such connector", status: 404, code: "connector_not_found") {
            try $0.administer("GET", "connectors/shopify")
        },
        Self(name: "a second first id", status: 409, code: "connector_initialised") {
            try $0.administer("POST", "connectors/gokwik/initialise")
            return try $0.administer("POST", "connectors/gokwik/initialise")
        },
        Self(name: "a rotation before there is an id", status: 409, code: "connector_not_initialised") {
            try $0.administer("POST", "connectors/gokwik/rotate", "{}")
        },
        Self(name: "a confirmation of what nobody was asked", status: 409, code: "connector_not_awaiting") {
            try $0.administer("POST", "connectors/gokwik/initialise")
            return try $0.administer("POST", "connectors/gokwik/confirm")
        },
        Self(name: "a rule of the order feed", status: 409, code: "connector_without_rule") {
            try $0.administer("PUT", "connectors/webhook/rule", #"{"rule": {}}"#)
        },
        Self(name: "a call from another address", status: 403, code: "address_not_allowed") { shop in
            let id = try shop.webhookID()
            try shop.administer("PUT", "connectors/custom_checkout", #"{"allowed_ips": ["203.0.113.0/24"]}"#)
            return try shop.from("203.0.114.1") { try shop.call(id, APIShop.cart("list")) }
        },
        Self(name: "a connector that is off", status: 409, code: "connector_disabled") { shop in
            let id = try shop.webhookID()
            try shop.administer("PUT", "connectors/custom_checkout", #"{"enabled": false}"#)
            return try shop.call(id, APIShop.cart("perform"))
        },
        Self(name: "a platform that is off", status: 409, code: "platform_closed") { shop in
            let id = try shop.webhookID()
            try shop.administer("PUT", "connectors/custom_checkout", #"{"mobile": false}"#)
            return try shop.call(id, APIShop.cart("list", #", "platform": "mobile""#))
        },
        Self(name: "an address of two customers", status: 409, code: "customer_ambiguous") { shop in
            for one in ["customer-one", "customer-two"] {
                _ = try shop.write("PUT", "/v1/customers/\(one)", #"{"email": "ann@example.com"}"#)
            }
            return try shop.call(
                try shop.webhookID(),
                #""action": "list", "email": "Ann@Example.com", "currency": "INR", "total": 50000"#)
        },
        Self(name: "another amount under a reference", status: 422, code: "reference_reused") { shop in
            try shop.customer("customer-one", coins: 100)
            let id = try shop.webhookID()
            #expect(try shop.call(id, APIShop.cart("perform", #", "reference": "r-1""#)).status == 200)
            return try shop.call(id, APIShop.cart("perform", #", "reference": "r-1", "coins": 50"#))
        },
        Self(name: "a perform of what came back", status: 409, code: "already_reverted") { shop in
            try shop.customer("customer-one", coins: 100)
            let id = try shop.webhookID()
            for action in ["perform", "revert"] {
                #expect(try shop.call(id, APIShop.cart(action, #", "reference": "r-1""#)).status == 200)
            }
            return try shop.call(id, APIShop.cart("perform", #", "reference": "r-1""#))
        },
        Self(
            name: "a sixth id at the same time", status: 409, code: "too_many", members: ["limit": "5"]
        ) { shop in
            try shop.administer("POST", "connectors/gokwik/initialise")
            for _ in 0..<4 { try shop.administer("POST", "connectors/gokwik/rotate", "{}") }
            return try shop.administer("POST", "connectors/gokwik/rotate", "{}")
        },
    ]
}
