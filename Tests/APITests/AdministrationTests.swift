import Engine
import Foundation
import Model
import Testing

/// Keys, the sandbox's clock and the audit log through the API.
struct AdministrationTests {
    @Test func `a key made by the API is good at once and shown once (rule 11.3)`() throws {
        let shop = try APIShop()
        let made = try shop.administer("POST", "keys", #"{"kind": "write", "label": "the shop"}"#)
        let text = try #require(made.json["key"]?.string)
        #expect(made.status == 201 && text.hasPrefix("lbw_live_"), "\(made)")
        let answer = try shop.send(
            "PUT", "/v1/customers/customer-one", headers: [("X-API-Key", text)], body: "{}")
        #expect(answer.status == 201, "\(answer)")
        let list = try shop.administer("GET", "keys").text
        #expect(!list.contains(text) && list.contains("the shop"))
        #expect(try !shop.administer("GET", "audit-log").text.contains(text))
    }

    @Test func `a rotated key stays good for its overlap, a revoked one ends at once (rule 11.3)`() throws {
        let shop = try APIShop()
        let made = try shop.administer("POST", "keys", #"{"kind": "read"}"#)
        let (old, id) = (try #require(made.json["key"]?.string), try #require(made.json["id"]?.string))
        func status(_ key: String) throws -> Int {
            try shop.send("GET", "/v1/program", headers: [("X-API-Key", key)]).status
        }
        let rotated = try shop.administer("POST", "keys/\(id)/rotate", #"{"overlap_seconds": 60}"#)
        let new = try #require(rotated.json["key"]?["key"]?.string)
        #expect(rotated.json["replaces"]?["state"]?.string == "ending", "\(rotated)")
        #expect(try [status(old), status(new)] == [200, 200])
        _ = shop.clock.advance(by: .seconds(60))
        #expect(try [status(old), status(new)] == [401, 200])
        let newID = try #require(rotated.json["key"]?["id"]?.string)
        let revoked = try shop.administer("POST", "keys/\(newID)/revoke")
        #expect(revoked.json["state"]?.string == "revoked", "\(revoked)")
        #expect(try status(new) == 401)
        #expect(try shop.administer("POST", "keys/\(newID)/revoke").status == 200)
        #expect(try shop.administer("POST", "keys/\(newID)/rotate", "{}").code == "key_ended")
        let acts = try shop.acts().prefix(3)
        #expect(acts == ["key_revoked", "key_rotated", "key_created"], "\(acts)")
    }

    @Test func `an admin key makes keys of its own brand and mode only, and finds no others`() throws {
        let shop = try APIShop()
        let made = try shop.administer("POST", "keys", #"{"kind": "admin"}"#, key: .testAdmin)
        #expect(made.json["key"]?.string?.hasPrefix("lba_test_") == true, "\(made)")
        #expect(made.json["mode"]?.string == "test")
        let id = try #require(made.json["id"]?.string)
        for key in [APIShop.KeyName.admin, .otherAdmin] {
            for verb in ["rotate", "revoke"] {
                let answer = try shop.administer("POST", "keys/\(id)/\(verb)", "{}", key: key)
                #expect(answer.status == 404 && answer.code == "key_not_found", "\(answer)")
            }
            #expect(try !shop.administer("GET", "keys", key: key).text.contains("\"\(id)\""))
        }
        let wrong = try shop.administer("POST", "keys", #"{"kind": "read", "mode": "live"}"#, key: .testAdmin)
        #expect(wrong.status == 422, "\(wrong)")
        let server = try shop.administer("POST", "keys", #"{"kind": "write", "server": true}"#)
        #expect(server.json["errors"]?[0]?["pointer"]?.string == "#/server", "\(server)")
    }

    @Test func `the sandbox's clock moves coins to their end, and the live one stands`() throws {
        let shop = try APIShop()
        _ = try shop.send("PUT", "/v1/customers/customer-one", key: .testWrite, body: "{}")
        _ = try shop.send(
            "POST", "/v1/customers/customer-one/transactions", key: .testWrite,
            headers: [("Idempotency-Key", "one")], body: #"{"coins": 50, "note": "a gift"}"#)
        func available() throws -> Int64? {
            try shop.send("GET", "/v1/customers/customer-one/balance", key: .testWrite)
                .json["coins"]?["available"]?.integer
        }
        #expect(try available() == 50)
        // 30 whole days after the day of the gift: 2026-11-21 in India, so until the end of 2026-12-21.
        let moved = try shop.administer(
            "POST", "sandbox/clock", #"{"to": "2026-12-21T18:29:59Z"}"#, key: .testAdmin)
        #expect(moved.status == 200 && moved.json["now"]?.string == "2026-12-21T18:29:59Z", "\(moved)")
        #expect(try available() == 50)
        let again = try shop.administer("POST", "sandbox/clock", #"{"advance_seconds": 1}"#, key: .testAdmin)
        #expect(again.json["now"]?.string == "2026-12-21T18:30:00Z", "\(again)")
        #expect(try available() == 0)
        let live = try shop.administer("GET", "sandbox/clock")
        #expect(live.json["ahead_seconds"]?.integer == 0 && live.json["mode"]?.string == "live", "\(live)")
        #expect(try shop.acts(.testAdmin).first == "clock_moved")
    }

    @Test func `a sandbox's clock never goes back, and no further than ten years; live books have none`()
        throws
    {
        let shop = try APIShop()
        try shop.administer("POST", "sandbox/clock", #"{"advance_seconds": 86400}"#, key: .testAdmin)
        for body in [
            #"{"to": "2026-11-22T05:59:59Z"}"#, #"{"advance_seconds": 0}"#, #"{"advance_seconds": -5}"#,
            #"{"advance_seconds": 315360000}"#, "{}",
            #"{"advance_seconds": 5, "to": "2027-01-01T00:00:00Z"}"#,
        ] {
            let answer = try shop.administer("POST", "sandbox/clock", body, key: .testAdmin)
            #expect(answer.status == 422, "\(body): \(answer)")
        }
        let live = try shop.administer("POST", "sandbox/clock", #"{"advance_seconds": 5}"#)
        #expect(live.status == 409 && live.code == "sandbox_only", "\(live)")
    }

    @Test func `the same move twice under one key is one move, and tokens go by the real time`() throws {
        let shop = try APIShop()
        let headers = [("Idempotency-Key", "move-1")]
        let body = #"{"advance_seconds": 172800}"#
        for replayed in [nil, "true"] {
            let answer = try shop.send(
                "POST", "/v1/admin/sandbox/clock", key: .testAdmin, headers: headers, body: body)
            #expect(answer.json["ahead_seconds"]?.integer == 172_800, "\(answer)")
            #expect(answer["idempotent-replayed"] == replayed)
        }
        _ = try shop.send("PUT", "/v1/customers/customer-one", key: .testWrite, body: "{}")
        let token = try shop.token("customer-one", in: try shop.book("corner-shop", .test))
        let read = try shop.send(
            "GET", "/v1/customers/me/balance",
            headers: [("X-API-Key", try shop.key(.testRead)), ("Authorization", "Bearer \(token)")])
        #expect(read.status == 200, "\(read)")
    }

    @Test func `the audit log is paged, filtered and the brand's own`() throws {
        let shop = try APIShop()
        for number in 1...5 {
            try shop.administer("POST", "programme/drafts", #"{"name": "draft \#(number)"}"#)
        }
        let first = try shop.administer("GET", "audit-log?act=draft_created&limit=3")
        #expect(
            first.json["items"]?.array.map { $0["subject"]?.string } == ["draft-5", "draft-4", "draft-3"])
        let cursor = try #require(first.json["next_cursor"]?.string)
        let second = try shop.administer("GET", "audit-log?act=draft_created&limit=3&cursor=\(cursor)")
        #expect(second.json["items"]?.array.map { $0["subject"]?.string } == ["draft-2", "draft-1"])
        #expect(second.json["items"]?[0]?["actor"]?.string == "key:\(try shop.made(.admin).key.id)")
        #expect(try !shop.acts(.otherAdmin).contains("draft_created"))
        // Programmes are of both modes.
        #expect(try shop.acts(.testAdmin).contains("draft_created"))
        #expect(try shop.administer("GET", "audit-log?act=nonsense").status == 422)
    }
}
