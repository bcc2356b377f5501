import Engine
import Foundation
import HTTPServer
import Model
import Store
import Testing

@testable import API

/// App-install callbacks from attribution providers: the signature in the URL is the only credential.
struct PostbackTests {
    private static let one = "customer-one"
    private static let device = "device-0001"

    /// What one provider sends, over GET and over POST.
    struct Template: CustomTestStringConvertible, Sendable {
        let provider: AttributionProvider
        let query: String
        let body: String
        var testDescription: String { provider.rawValue }
    }

    static let templates = [
        Template(
            provider: .appsflyer,
            query:
                "customer_user_id=customer-one&appsflyer_id=device-0001&event_time=2026-11-21%2005:59:00.123",
            body: """
                {"customer_user_id": "customer-one", "idfa": null, "idfv": "device-0001", "event_id": "e-1",
                 "install_time": "2026-11-21 05:59:00", "revenue": 1.5, "is_retargeting": false}
                """),
        Template(
            provider: .adjust, query: "user_id=customer-one&adid=device-0001&installed_at=1795240740",
            body: """
                {"external_device_id": "customer-one", "gps_adid": "device-0001", "nonce": "n-1",
                 "created_at": 1795240740}
                """),
        Template(
            provider: .branch,
            query: "developer_identity=customer-one&user_data.aaid=device-0001&id=42&timestamp=1795240740000",
            body: """
                {"id": 42, "timestamp": 1795240740000, "user_data":
                 {"developer_identity": "customer-one", "idfa": "device-0001", "ids": [1, 2]}}
                """),
        Template(
            provider: .singular, query: "custom_user_id=customer-one&aifa=device-0001&utc=1795240740",
            body: #"{"user_id": "customer-one", "andi": "device-0001", "install_utc_time": "1795240740"}"#),
        Template(
            provider: .kochava,
            query: "identity_link=customer-one&kochava_device_id=device-0001&install_date=1795240740",
            body: #"{"identity": "customer-one", "kochava_device_id": "device-0001", "conversion_id": "c-1"}"#
        ),
        Template(
            provider: .generic,
            query:
                "customer_id=customer-one&device_id=device-0001&occurred_at=2026-11-21T05:59:00Z&event_id=e",
            body: #"{"customer_id": "customer-one", "device_id": "device-0001", "event_id": "e"}"#),
    ]

    @Test func `every provider has a template among the cases`() {
        #expect(Set(Self.templates.map(\.provider)) == Set(AttributionProvider.allCases))
    }

    @Test(arguments: templates, ["GET", "POST"])
    func `an install counts once, in the provider's own words`(template: Template, method: String) throws {
        let shop = try APIShop()
        try shop.customer(Self.one)
        let path = try shop.postback(template.provider)
        func send() throws -> TestResponse {
            method == "GET"
                ? try shop.send("GET", "\(path)?\(template.query)")
                : try shop.send("POST", path, body: template.body)
        }
        let first = try send()
        #expect(first.status == 200 && first.json["awarded"]?.bool == true, "\(first)")
        #expect(first.json["coins"]?.integer == 50)
        #expect(try shop.available(Self.one) == 50)
        let again = try send()
        #expect(again.status == 200 && again.json["awarded"]?.bool == false, "\(again)")
        #expect(again.json["reason"]?.string == "already_awarded", "\(again)")
        #expect(try shop.available(Self.one) == 50)
        let history = try shop.send(
            "GET", "/v1/customers/\(Self.one)/transactions/coins-1/explanation", key: .server)
        #expect(history.json["actor"]?.string == "postback:\(template.provider.rawValue)", "\(history)")
    }

    @Test(arguments: AttributionProvider.allCases)
    func `the service's own names are understood from every provider`(provider: AttributionProvider) throws {
        let shop = try APIShop()
        try shop.customer(Self.one)
        let answer = try shop.send(
            "GET", "\(try shop.postback(provider))?customer_id=\(Self.one)&device_id=\(Self.device)")
        #expect(answer.json["awarded"]?.bool == true, "\(answer)")
    }

    @Test func `HEAD never fires`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one)
        let target = "\(try shop.postback(.generic))?customer_id=\(Self.one)&device_id=\(Self.device)"
        let head = try shop.send("HEAD", target)
        #expect(head.status == 200 && head.body.isEmpty, "\(head)")
        #expect(try shop.available(Self.one) == 0)
        #expect(try shop.send("GET", target).json["awarded"]?.bool == true)
        #expect(try shop.send("HEAD", try shop.postback(.generic) + "x").status == 404)
    }

    @Test func `another device of the same customer, and another customer of the same device, get nothing`()
        throws
    {
        let shop = try APIShop()
        try shop.customer(Self.one)
        try shop.customer("customer-two")
        let path = try shop.postback(.generic)
        func reason(_ customer: String, _ device: String) throws -> String? {
            try shop.send("GET", "\(path)?customer_id=\(customer)&device_id=\(device)").json["reason"]?.string
        }
        #expect(try reason(Self.one, Self.device) == nil)
        #expect(try reason(Self.one, "device-0002") == "already_awarded")
        #expect(try reason("customer-two", Self.device) == "device_seen")
        #expect(try shop.available("customer-two") == 0)
    }

    /// A callback that awards nothing, with its reason.
    @Test(arguments: [
        ("app-install", "", "customer_unknown"),
        ("app-install", "?device_id=device-0001", "customer_unknown"),
        ("app-install", "?customer_id=short&device_id=device-0001", "customer_unknown"),
        ("app-install", "?customer_id=&device_id=device-0001", "customer_unknown"),
        ("app-install", "?customer_id=nobody-here&device_id=device-0001", "customer_unknown"),
        ("app-install", "?customer_id=customer-one", "device_missing"),
        ("app-install", "?customer_id=customer-one&device_id=", "device_missing"),
        (
            "app-install", "?customer_id=customer-one&device_id=device-0001&occurred_at=9223372036854775807",
            "outside_window"
        ),
        ("asleep", "?customer_id=customer-one&device_id=device-0001", "trigger_closed"),
        ("no-such", "?customer_id=customer-one&device_id=device-0001", "unknown_trigger"),
    ])
    func `what awards nothing is 200 with its reason, and is recorded`(
        trigger: String, query: String, reason: String
    ) throws {
        let shop = try APIShop()
        try shop.customer(Self.one)
        let answer = try shop.send("GET", try shop.postback(.generic, trigger: trigger) + query)
        #expect(answer.status == 200 && answer.json["awarded"]?.bool == false, "\(answer)")
        #expect(answer.json["reason"]?.string == reason, "\(answer)")
        #expect(try shop.nonAwards() == ["\(reason) by postback:generic"])
        #expect(try shop.available(Self.one) == 0)
    }

    @Test(arguments: [
        "now", "-1", "0", "99999999999999999999", "2026-13-41T00:00:00Z", "2026-11-21 05:59", "1795240740",
        "1795240740000", "2026-11-21 05:59:00", "+1795240740",
    ])
    func `a time that cannot be read costs nobody the reward`(time: String) throws {
        let shop = try APIShop()
        try shop.customer(Self.one)
        let query = "customer_id=\(Self.one)&device_id=\(Self.device)&occurred_at="
        let value = time.replacing(" ", with: "%20").replacing("+", with: "%2B")
        let answer = try shop.send("GET", "\(try shop.postback(.generic))?\(query)\(value)")
        #expect(answer.json["awarded"]?.bool == true, "\(answer)")
    }

    @Test func `an event whose customer is not known yet counts once the customer is`() throws {
        let shop = try APIShop()
        let target =
            "\(try shop.postback(.generic))?customer_id=\(Self.one)&device_id=\(Self.device)&event_id=e-1"
        #expect(try shop.send("GET", target).json["reason"]?.string == "customer_unknown")
        try shop.customer(Self.one)
        #expect(try shop.send("GET", target).json["awarded"]?.bool == true)
    }

    /// A way to spoil a good signature.
    enum Spoiling: String, CaseIterable {
        case none, empty, oneCharacter, otherTrigger, otherProvider, otherBook, unknownBook, unknownProvider
        case oldGeneration, truncated, padded, long, otherMaster
    }

    @Test(arguments: Spoiling.allCases, ["GET", "POST"])
    func `a URL that this server did not sign is not found, and fires nothing`(
        spoiling: Spoiling, method: String
    ) throws {
        let shop = try APIShop()
        try shop.customer(Self.one)
        let good = try shop.signature(.generic)
        let parts = good.split(separator: ".").map(String.init)
        let signature = try Self.spoilt(parts, spoiling, in: shop)
        let target = "/v1/postbacks/app-install/\(signature)"
        let query = "?customer_id=\(Self.one)&device_id=\(Self.device)"
        let body = #"{"customer_id": "\#(Self.one)", "device_id": "\#(Self.device)"}"#
        let answer =
            try method == "GET" ? shop.send("GET", target + query) : shop.send("POST", target, body: body)
        if spoiling == .none {
            #expect(answer.json["awarded"]?.bool == true, "\(answer)")
        } else {
            #expect(answer.status == 404 && answer.code == "not_found", "\(answer)")
            #expect(try shop.available(Self.one) == 0)
            #expect(try shop.nonAwards() == [])
        }
    }

    private static func spoilt(_ parts: [String], _ spoiling: Spoiling, in shop: APIShop) throws -> String {
        var parts = parts
        let other = try #require(TriggerID("review"))
        let book = try shop.book()
        switch spoiling {
        case .none: break
        case .empty: return "%20"
        case .oneCharacter: parts[3] = (parts[3].hasPrefix("A") ? "B" : "A") + parts[3].dropFirst()
        case .otherTrigger:
            return PostbackSignature.make(
                trigger: other, provider: .generic, book: book, secrets: shop.engine.secrets)
        case .otherProvider: parts[1] = "adjust"
        case .otherBook: parts[0] = String(try shop.book("other-shop").number.number)
        case .unknownBook: parts[0] = "999"
        case .unknownProvider: parts[1] = "carrier-pigeon"
        case .oldGeneration: try shop.renewSecrets()
        case .truncated: parts[3].removeLast(4)
        case .padded: parts[3] += "="
        case .long: parts.append(String(repeating: "a", count: 1_000))
        case .otherMaster:
            return PostbackSignature.make(
                trigger: try #require(TriggerID("app-install")), provider: .generic, book: book,
                secrets: Secrets(master: Array(repeating: 8, count: 32)))
        }
        return parts.joined(separator: ".")
    }

    @Test(arguments: [
        ("[]", 422, "invalid_input"), (#""text""#, 422, "invalid_input"), ("{", 400, "malformed_json"),
        ("", 400, "malformed_json"), (#"{"a": 1, "a": 2}"#, 400, "malformed_json"),
    ])
    func `a body that is no object is refused`(body: String, status: Int, code: String) throws {
        let shop = try APIShop()
        let answer = try shop.send("POST", try shop.postback(.branch), body: body)
        #expect(answer.status == status && answer.code == code, "\(answer)")
    }

    @Test func `a form is not read`() throws {
        let shop = try APIShop()
        let answer = try shop.send(
            "POST", try shop.postback(.generic),
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: "customer_id=customer-one")
        #expect(answer.status == 415 && answer.code == "unsupported_media_type", "\(answer)")
    }

    @Test func `deep and wide bodies are read up to the limits and no further`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one)
        let levels = PostbackFields.depthMax + 3
        let deep = String(repeating: #"{"a": "#, count: levels) + "1" + String(repeating: "}", count: levels)
        let many = (0..<PostbackFields.valuesMax).map { #""m\#($0)": \#($0)"# }.joined(separator: ", ")
        let fields = try PostbackFields(body: Array("{\(many), \"customer_id\": \"customer-one\"}".utf8))
        #expect(fields.first(["m0"]) == "0" && fields.first(["customer_id"]) == nil)
        let answer = try shop.send(
            "POST", try shop.postback(.generic),
            body: #"{"x": \#(deep), "customer_id": "\#(Self.one)", "device_id": "\#(Self.device)"}"#)
        #expect(answer.json["awarded"]?.bool == true, "\(answer)")
    }

    @Test func `a sandbox's callback fires in the sandbox alone`() throws {
        let shop = try APIShop()
        try shop.customer(Self.one)
        #expect(try shop.send("PUT", "/v1/customers/\(Self.one)", key: .testWrite, body: "{}").status == 201)
        let signature = try shop.signature(.generic, book: try shop.book("corner-shop", .test))
        let answer = try shop.send(
            "GET",
            "/v1/postbacks/app-install/\(signature)?customer_id=\(Self.one)&device_id=\(Self.device)")
        #expect(answer.json["awarded"]?.bool == true, "\(answer)")
        #expect(try shop.available(Self.one) == 0)
        let balance = try shop.send("GET", "/v1/customers/\(Self.one)/balance", key: .testWrite)
        #expect(balance.json["coins"]?["available"]?.integer == 50, "\(balance)")
    }
}

extension APIShop {
    func signature(
        _ provider: AttributionProvider, trigger: String = "app-install", book: Book? = nil
    ) throws -> String {
        PostbackSignature.make(
            trigger: try #require(TriggerID(trigger)), provider: provider, book: try book ?? self.book(),
            secrets: engine.secrets)
    }

    /// The path of a signed callback.
    func postback(_ provider: AttributionProvider, trigger: String = "app-install") throws -> String {
        "/v1/postbacks/\(trigger)/\(try signature(provider, trigger: trigger))"
    }

    /// Every award that did not happen, with its reason and who asked.
    func nonAwards() throws -> [String] {
        try store.writeAndWait { transaction in
            .keep(
                try transaction.connection.all("SELECT reason, actor FROM non_awards ORDER BY number") {
                    "\($0.text(0)) by \($0.text(1))"
                })
        }
    }

    /// Ends every token and callback URL that was given out before.
    func renewSecrets() throws {
        try sql("UPDATE books SET secret_generation = secret_generation + 1")
        // The loops learn of it as of every change of keys and books.
        _ = try Keys.create(
            Keys.Wanted(brand: BrandID("corner-shop"), mode: .live, kind: .read), on: engine)
    }
}
