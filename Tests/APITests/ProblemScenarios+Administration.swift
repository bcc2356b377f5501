import Testing

/// What provokes each refusal of administration.
extension ProblemTests.Scenario {
    static let ofAdministration: [Self] = [
        Self(name: "no such version", status: 404, code: "programme_version_not_found") {
            try $0.administer("GET", "programme/versions/99")
        },
        Self(name: "no such draft", status: 404, code: "draft_not_found") {
            try $0.administer("GET", "programme/drafts/draft-99")
        },
        Self(name: "no such merge", status: 404, code: "merge_not_found") {
            try $0.customer("customer-one")
            return try $0.write("POST", "/v1/customers/customer-one/merges/merge-7/undo", nil)
        },
        Self(name: "a customer and itself", status: 409, code: "merge_same_customer") {
            try $0.customer("customer-one")
            return try $0.merge("customer-one", into: "customer-one")
        },
        Self(name: "a merge during a checkout", status: 409, code: "merge_open_holds") { shop in
            for id in ["customer-one", "customer-two"] { try shop.customer(id, coins: 100) }
            _ = try shop.hold(of: "customer-two")
            return try shop.merge("customer-two", into: "customer-one")
        },
        Self(name: "a merge that was undone", status: 409, code: "merge_not_undoable") { shop in
            for id in ["customer-one", "customer-two"] { try shop.customer(id) }
            try shop.merge("customer-two", into: "customer-one")
            _ = try shop.write("POST", "/v1/customers/customer-one/merges/merge-1/undo", nil)
            return try shop.write("POST", "/v1/customers/customer-one/merges/merge-1/undo", nil)
        },
        Self(name: "no such key", status: 404, code: "key_not_found") {
            try $0.administer("POST", "keys/key-9999/revoke")
        },
        Self(name: "a clock that is not the sandbox's", status: 409, code: "sandbox_only") {
            try $0.administer("POST", "sandbox/clock", #"{"advance_seconds": 60}"#)
        },
        Self(name: "another version meanwhile", status: 409, code: "programme_version_conflict") {
            let document = APIShop.programme(name: "Bigger Shop")
            try $0.administer("POST", "programme/drafts", #"{"document": \#(document)}"#)
            return try $0.administer(
                "POST", "programme/drafts/draft-1/publish", #"{"expected_version": 7}"#)
        },
        Self(name: "a draft that was changed meanwhile", status: 409, code: "draft_conflict") {
            try $0.administer("POST", "programme/drafts", "{}")
            return try $0.administer("PUT", "programme/drafts/draft-1", #"{"name": "A", "revision": 3}"#)
        },
        Self(name: "one draft too many", status: 409, code: "too_many") { shop in
            for _ in 0..<50 { try shop.administer("POST", "programme/drafts", "{}") }
            return try shop.administer("POST", "programme/drafts", "{}")
        },
        Self(name: "a key that has ended", status: 409, code: "key_ended") { shop in
            let id = try shop.administer("POST", "keys", #"{"kind": "read"}"#).json["id"]?.string
            let key = try #require(id)
            try shop.administer("POST", "keys/\(key)/revoke")
            return try shop.administer("POST", "keys/\(key)/rotate", "{}")
        },
    ]
}
