import Foundation
import Testing

/// Programme drafts and versions through the API.
struct DraftTests {
    /// The shop's programme with another name, as the body of a draft.
    private static func body(named name: String, more: String = "") -> String {
        #"{"document": \#(APIShop.programme(name: name))\#(more)}"#
    }

    @Test func `a draft is begun, changed, published and seen by everybody at once`() throws {
        let shop = try APIShop()
        let made = try shop.administer("POST", "programme/drafts", #"{"name": "Diwali"}"#)
        #expect(made.status == 201 && made.json["id"]?.string == "draft-1", "\(made)")
        #expect(made.json["base_version"]?.integer == 1 && made.json["valid"]?.bool == true)
        let changed = try shop.administer("PUT", "programme/drafts/draft-1", Self.body(named: "Bigger Shop"))
        #expect(changed.json["revision"]?.integer == 2, "\(changed)")
        #expect(try shop.send("GET", "/v1/program", key: .read).text.contains("Corner Shop"))
        let published = try shop.administer("POST", "programme/drafts/draft-1/publish")
        #expect(published.status == 201 && published.json["version"]?.integer == 2, "\(published)")
        #expect(try shop.send("GET", "/v1/program", key: .read).text.contains("Bigger Shop"))
        let again = try shop.administer("POST", "programme/drafts/draft-1/publish")
        #expect(again.status == 200 && again.json["new"]?.bool == false, "\(again)")
        let versions = try shop.administer("GET", "programme/versions")
        #expect(versions.json["items"]?.array.map { $0["version"]?.integer } == [2, 1])
        #expect(versions.json["items"]?[0]?["current"]?.bool == true)
    }

    @Test func `a draft may be wrong, and says where; it cannot be published`() throws {
        let shop = try APIShop()
        let made = try shop.administer("POST", "programme/drafts", #"{"document": {"schema": 1}}"#)
        #expect(made.status == 201 && made.json["valid"]?.bool == false, "\(made)")
        let pointers = made.json["errors"]?.array.compactMap { $0["pointer"]?.string } ?? []
        #expect(pointers.contains("#/brand") && pointers.contains("#/currency"), "\(pointers)")
        let refused = try shop.administer("POST", "programme/drafts/draft-1/publish")
        #expect(refused.status == 422 && refused.code == "invalid_input", "\(refused)")
        #expect(try shop.administer("GET", "programme/versions").json["items"]?.count == 1)
    }

    @Test func `another brand's document and another currency are named with their places`() throws {
        let shop = try APIShop()
        let other = APIShop.programme(brand: "other-shop")
        let dollars = APIShop.programme().replacing(#""INR""#, with: #""USD""#)
        for (document, pointer) in [(other, "#/brand/id"), (dollars, "#/currency")] {
            let answer = try shop.administer("POST", "programme/validate", #"{"document": \#(document)}"#)
            #expect(answer.json["errors"]?[0]?["pointer"]?.string == pointer, "\(answer)")
        }
    }

    @Test func `publishing over a version that one has not seen is a conflict`() throws {
        let shop = try APIShop()
        try shop.administer("POST", "programme/drafts", Self.body(named: "One"))
        try shop.administer("POST", "programme/drafts", Self.body(named: "Two"))
        #expect(try shop.administer("POST", "programme/drafts/draft-1/publish").status == 201)
        let late = try shop.administer("POST", "programme/drafts/draft-2/publish")
        #expect(late.status == 409 && late.code == "programme_version_conflict", "\(late)")
        #expect(late.json["newest_version"]?.integer == 2)
        let known = try shop.administer(
            "POST", "programme/drafts/draft-2/publish", #"{"expected_version": 2}"#)
        #expect(known.status == 201 && known.json["version"]?.integer == 3, "\(known)")
    }

    @Test func `a change of a draft that one has not seen is a conflict`() throws {
        let shop = try APIShop()
        try shop.administer("POST", "programme/drafts", "{}")
        let renamed = try shop.administer("PUT", "programme/drafts/draft-1", #"{"name": "A", "revision": 1}"#)
        #expect(renamed.json["revision"]?.integer == 2, "\(renamed)")
        let late = try shop.administer("PUT", "programme/drafts/draft-1", #"{"name": "B", "revision": 1}"#)
        #expect(late.code == "draft_conflict" && late.json["revision"]?.integer == 2, "\(late)")
    }

    @Test func `an older version comes back as a new one`() throws {
        let shop = try APIShop()
        try shop.administer("POST", "programme/drafts", Self.body(named: "Bigger Shop"))
        try shop.administer("POST", "programme/drafts/draft-1/publish")
        let back = try shop.administer(
            "POST", "programme/versions/1/restore", #"{"expected_version": 2}"#)
        #expect(back.status == 201 && back.json["version"]?.integer == 3, "\(back)")
        let first = try shop.administer("GET", "programme/versions/1").json["sha256"]?.string
        let third = try shop.administer("GET", "programme/versions/3").json["sha256"]?.string
        #expect(first != nil && first == third)
        #expect(try shop.acts().prefix(3) == ["programme_restored", "programme_published", "draft_created"])
    }

    @Test func `the difference of two documents names what changed`() throws {
        let shop = try APIShop()
        try shop.administer("POST", "programme/drafts", Self.body(named: "Bigger Shop"))
        let diff = try shop.administer("GET", "programme/diff?from=version-1&to=draft-1")
        #expect(diff.json["changes"]?.count == 1, "\(diff)")
        #expect(diff.json["changes"]?[0]?["kind"]?.string == "changed")
        #expect(diff.json["changes"]?[0]?["pointer"]?.string?.hasPrefix("#/brand/name") == true, "\(diff)")
    }

    @Test func `a draft that is deleted is gone, and what was published stays`() throws {
        let shop = try APIShop()
        try shop.administer("POST", "programme/drafts", Self.body(named: "Bigger Shop"))
        try shop.administer("POST", "programme/drafts/draft-1/publish")
        #expect(try shop.administer("DELETE", "programme/drafts/draft-1").status == 200)
        #expect(try shop.administer("GET", "programme/drafts/draft-1").code == "draft_not_found")
        #expect(try shop.administer("DELETE", "programme/drafts/draft-1").code == "draft_not_found")
        #expect(try shop.administer("GET", "programme/versions/2").status == 200)
    }

    @Test func `a test admin key drafts and does not publish, and another brand sees nothing of it`() throws {
        let shop = try APIShop()
        let made = try shop.administer("POST", "programme/drafts", Self.body(named: "X"), key: .testAdmin)
        #expect(made.status == 201, "\(made)")
        let refused = try shop.administer("POST", "programme/drafts/draft-1/publish", key: .testAdmin)
        #expect(refused.status == 403 && refused.code == "scope_missing", "\(refused)")
        #expect(
            try shop.administer("GET", "programme/drafts/draft-1", key: .otherAdmin).code == "draft_not_found"
        )
        #expect(try shop.administer("GET", "programme/drafts", key: .otherAdmin).json["items"]?.count == 0)
    }

    @Test func `a brand has at most fifty drafts`() throws {
        let shop = try APIShop()
        for _ in 0..<50 {
            #expect(try shop.administer("POST", "programme/drafts", "{}").status == 201)
        }
        let refused = try shop.administer("POST", "programme/drafts", "{}")
        #expect(refused.code == "too_many" && refused.json["limit"]?.integer == 50, "\(refused)")
    }
}
