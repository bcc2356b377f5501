import Engine
import Model
import Store

/// What somebody needs to try the demo: where it is, keys, a customer and a token for them.
struct DemoAccess {
    let baseURL: String
    let readKey: String
    let writeKey: String
    let adminKey: String
    let customer: CustomerID
    let token: String
    let appInstallTrigger: String
    /// Of the sandbox.
    let testWriteKey: String
    let testAdminKey: String
    /// The code of the customer whose friends are in every state.
    let referralCode: String

    /// Makes what is missing. The keys follow from the database's master key, so that a second start prints
    /// the same.
    init(_ engine: Engine, secrets: Secrets, baseURL: String) throws {
        self.baseURL = baseURL
        let book = try engine.book(brand: nil, mode: .live, for: "cannot serve the demo")
        guard let customer = CustomerID(DemoPurchases.shownCustomer),
            let programme = engine.registry.contents.programme(of: book)?.programme
        else { throw AdministrationError("the demo has no programme") }
        self.customer = customer
        let key = secrets.key(.demoKeys, brand: book.brand, mode: book.mode, generation: 1)
        readKey = try Self.key(.read, from: key, of: book, on: engine)
        writeKey = try Self.key(.write, from: key, of: book, on: engine)
        adminKey = try Self.key(.admin, from: key, of: book, on: engine)
        token =
            CustomerToken.mint(
                for: customer, in: book, secrets: secrets, lifetimeSeconds: CustomerToken.lifetimeSecondsMax,
                at: engine.realNow()
            ).token
        let sandbox = try engine.book(brand: book.brand, mode: .test, for: "cannot serve the demo")
        let testKey = secrets.key(.demoKeys, brand: book.brand, mode: sandbox.mode, generation: 1)
        testWriteKey = try Self.key(.write, from: testKey, of: sandbox, on: engine)
        testAdminKey = try Self.key(.admin, from: testKey, of: sandbox, on: engine)
        let reader = engine.store.makeFreshReader()
        referralCode = try reader.readFresh { connection, _ in
            try connection.customer(DemoCast.member("referrer"), in: book.number)?.referralCode ?? ""
        }
        appInstallTrigger = programme.triggers.first { $0.kind == .appInstall }?.id.text ?? ""
    }

    private static func key(
        _ kind: KeyKind, from secret: [UInt8], of book: Book, on engine: Engine
    ) throws -> String {
        let code = HMACSHA256.Key(secret).code(for: kind.rawValue)
        let bytes = Array(code.bytes.prefix(KeyText.randomByteCount))
        let text = KeyText.text(kind, book.mode, bytes: bytes)
        let wanted = Keys.Wanted(brand: book.brand, mode: book.mode, kind: kind, label: "demo")
        guard let known = engine.registry.contents.keys[KeyText.digest(of: text)] else {
            return try Keys.create(wanted, bytes: bytes, on: engine).text
        }
        // Somebody has tried `keys revoke` or `keys rotate` on it.
        return known.isGood(at: engine.realNow()) ? text : try Keys.create(wanted, on: engine).text
    }

    /// The shell assignments of `--env-file`.
    var environmentFile: String {
        let assignments = [
            ("BASE_URL", baseURL), ("READ_KEY", readKey), ("WRITE_KEY", writeKey), ("ADMIN_KEY", adminKey),
            ("CUSTOMER_ID", customer.text), ("CUSTOMER_TOKEN", token),
            ("APP_INSTALL_TRIGGER_ID", appInstallTrigger), ("TEST_WRITE_KEY", testWriteKey),
            ("TEST_ADMIN_KEY", testAdminKey), ("REFERRAL_CODE", referralCode),
        ]
        // Nothing in them can end a quoted word: base64url, slugs, an address.
        return assignments.map { "\($0.0)='\($0.1)'\n" }.joined()
    }

    /// What the terminal says: a comment, and lines to paste.
    func lines() -> [String] {
        let reading = "curl -sS -H 'X-API-Key: \(readKey)' -H 'Authorization: Bearer \(token)'"
        let writing = "curl -sS -H 'X-API-Key: \(writeKey)' -H 'Content-Type: application/json'"
        var lines = ["# What everybody may see of the brand, with the read key that ships in an app:"]
        lines.append("curl -sS -H 'X-API-Key: \(readKey)' \(baseURL)/v1/program")
        lines.append(
            "# The screens of \(customer), with the read key and a token of that customer (good for 24 hours):"
        )
        for screen in ScreenName.ofCustomer {
            lines.append("\(reading) \(baseURL)/v1/customers/me/screens/\(screen.rawValue)")
        }
        lines.append("# The app was installed: coins, once per customer and device (with the write key):")
        lines.append(
            "\(writing) -H 'Idempotency-Key: try-install-1' -X POST \(baseURL)/v1/triggers/\(appInstallTrigger)/fire"
                + " -d '{\"customer_id\": \"\(customer)\", \"device_id\": \"my-first-phone\"}'")
        lines.append("# The customer buys something:")
        lines.append(
            "\(writing) -X PUT \(baseURL)/v1/orders/try-order-1 -d '{\"customer_id\": \"\(customer)\","
                + " \"state\": \"paid\", \"placed_at\": \"\(placedAt)\", \"currency\": \"USD\", \"total\": 4999}'"
        )
        lines.append("# And spends 100 coins on a coupon, with the app's own credentials:")
        lines.append(
            "\(reading) -H 'Content-Type: application/json' -H 'Idempotency-Key: try-coupon-1' -X POST"
                + " \(baseURL)/v1/customers/me/redemptions -d '{\"reward_id\": \"choose-your-own\", \"coins\": 100}'"
        )
        return lines
    }

    private var placedAt: String { Instant(seconds: SystemClock().now().seconds).rfc3339 }
}
