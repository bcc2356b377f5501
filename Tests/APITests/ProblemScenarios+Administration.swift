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
