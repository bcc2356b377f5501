import Model
import Testing

@testable import Engine

struct FireTriggerTests {
    static let programme = TestProgramme(
        zone: "America/New_York",
        triggers: [
            .init(id: "install", kind: "app_install", coins: 150),
            .init(id: "install-2", kind: "app_install", coins: 150),
            .init(id: "follow", coins: 25, isOpen: true),
            .init(id: "daily", coins: 20, times: 1, period: "day"),
            .init(id: "weekly", coins: 20, times: 2, period: "week"),
            .init(id: "monthly", coins: 20, times: 1, period: "month"),
            .init(id: "yearly", coins: 20, times: 1, period: "year"),
            .init(id: "off", coins: 20, isActive: false),
        ])

    @Test func `an app install pays once per customer and once per device`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        try books.join("bob")
        let first = try books.fire("install", by: "ada", device: "1")
        #expect(first.outcome.code == "awarded")
        #expect(first.wallet?.available == 150)
        #expect(try books.fire("install", by: "ada", device: "1").outcome.code == "already_awarded")
        #expect(try books.fire("install", by: "ada", device: "2").outcome.code == "already_awarded")
        #expect(try books.fire("install", by: "bob", device: "1").outcome.code == "device_seen")
        #expect(try books.fire("install", by: "bob", device: "2").outcome.code == "awarded")
        // Each trigger has devices of its own, and the device itself is nowhere in the books.
        #expect(try books.fire("install-2", by: "bob", device: "1").outcome.code == "awarded")
        #expect(
            try books.rows("SELECT reason FROM non_awards ORDER BY customer_id, number") == [
                "already_awarded", "already_awarded", "device_seen",
            ])
        #expect(try books.number("SELECT count(*) FROM trigger_devices WHERE instr(device, 'device')") == 0)
    }

    @Test func `a provider's event counts once, whomever it names`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        try books.join("bob")
        #expect(try books.fire("daily", by: "ada", event: "e-1").outcome.code == "awarded")
        #expect(try books.fire("daily", by: "bob", event: "e-1").outcome.code == "already_awarded")
        #expect(try books.fire("weekly", by: "bob", event: "e-1").outcome.code == "awarded")
        #expect(
            try books.rows("SELECT trigger_id || ' ' || outcome FROM postback_events") == [
                "daily awarded", "weekly awarded",
            ])
    }

    @Test func `an event of a customer who is not known yet may come again`() throws {
        let books = try TestBooks(Self.programme)
        let unknown = try books.fire("daily", by: "ada", event: "e-1")
        #expect(unknown.outcome.code == "customer_unknown")
        #expect(unknown.wallet == nil)
        try books.join("ada")
        #expect(try books.fire("daily", by: "ada", event: "e-1").outcome.code == "awarded")
    }

    struct Event: Sendable {
        var trigger: String
        var name = "ada"
        var device: String? = "9"
        var event: String? = "seen"
        var time: String? = "2030-01-01T00:00:00Z"
        var isTrusted = true
        var expected: NonAwardReason
    }

    /// In order of precedence: each row has as much as can be of what comes after it wrong, too.
    static let reasons = [
        Row("no such trigger", Event(trigger: "nothing", name: "nobody", expected: .unknownTrigger)),
        Row(
            "a trigger that is switched off", Event(trigger: "off", name: "nobody", expected: .triggerClosed)),
        Row(
            "a trigger that is not open, without trust",
            Event(trigger: "install", name: "nobody", isTrusted: false, expected: .triggerClosed)),
        Row(
            "nobody of that id",
            Event(trigger: "install", name: "nobody", device: nil, expected: .customerUnknown)),
        Row(
            "a blocked customer",
            Event(trigger: "install", name: "eve", device: nil, expected: .customerBlocked)),
        Row("no device", Event(trigger: "install", device: nil, expected: .deviceMissing)),
        Row("the provider's event again", Event(trigger: "install", expected: .alreadyAwarded)),
        Row("the customer again", Event(trigger: "install", event: nil, expected: .alreadyAwarded)),
        Row("the device again", Event(trigger: "install", name: "bob", event: nil, expected: .deviceSeen)),
        Row("once a day", Event(trigger: "daily", event: nil, expected: .capReached)),
        Row("not before it happens", Event(trigger: "yearly", event: nil, expected: .outsideWindow)),
    ]

    @Test(arguments: reasons)
    func `the first reason against an award is the one that is recorded`(row: Row<Event>) throws {
        let event = row.value
        let books = try TestBooks(Self.programme)
        for name in ["ada", "bob", "eve"] { try books.join(name) }
        try books.fire("install", by: "ada", device: "9", event: "seen")
        try books.fire("daily", by: "ada")
        try books.block("eve")
        let receipt = try books.fire(
            event.trigger, by: event.name, device: event.device, event: event.event, at: event.time,
            isTrusted: event.isTrusted)
        guard case .notAwarded(let reason, let detail) = receipt.outcome else {
            Issue.record("awarded")
            return
        }
        #expect(reason == event.expected)
        #expect(detail.hasSuffix("."))
        #expect(
            try books.rows("SELECT customer_id || ' ' || reason || ' ' || source_reference FROM non_awards")
                == [
                    "customer-\(event.name) \(event.expected.rawValue) \(event.trigger)"
                ])
    }

    /// New York: 2026-03-08 has 23 hours, 2026-01-01 is a Thursday.
    static let frequencies: [(String, [(String, String)])] = [
        (
            "daily",
            [
                ("2026-03-08T04:59:59Z", "awarded"), ("2026-03-08T05:00:00Z", "awarded"),
                ("2026-03-09T03:59:59Z", "cap_reached"), ("2026-03-09T04:00:00Z", "awarded"),
            ]
        ),
        (
            "weekly",
            [
                ("2026-01-17T12:00:00Z", "awarded"), ("2026-01-18T12:00:00Z", "awarded"),
                ("2026-01-19T04:59:59Z", "cap_reached"), ("2026-01-19T05:00:00Z", "awarded"),
            ]
        ),
        (
            "monthly",
            [
                ("2026-02-01T04:59:59Z", "awarded"), ("2026-02-01T05:00:00Z", "awarded"),
                ("2026-03-01T04:59:59Z", "cap_reached"), ("2026-03-01T05:00:00Z", "awarded"),
            ]
        ),
        (
            "yearly",
            [
                ("2027-01-01T04:59:59Z", "awarded"), ("2027-01-01T05:00:00Z", "awarded"),
                ("2027-12-31T12:00:00Z", "cap_reached"),
            ]
        ),
        ("follow", [("2026-01-16T00:00:00Z", "awarded"), ("2029-01-16T00:00:00Z", "already_awarded")]),
    ]

    @Test(arguments: frequencies)
    func `a frequency is counted in the brand's own days, weeks, months and years`(
        trigger: String, events: [(String, String)]
    ) throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        for (time, expected) in events {
            try books.move(to: time)
            #expect(try books.fire(trigger, by: "ada").outcome.code == expected, "\(time)")
        }
    }

    @Test func `the facts of a trigger say what firing it would`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        try books.fire("follow", by: "ada")
        try books.fire("daily", by: "ada")
        try books.fire("weekly", by: "ada")
        let facts = try books.read("ada") { try $0.triggerFacts(of: $1) }
        let texts = facts.map {
            "\($0.id) \($0.timesAwarded) \($0.blockedBy?.rawValue ?? "-") \($0.availableAgainAt?.rfc3339 ?? "-")"
        }
        #expect(
            texts == [
                "install 0 - -", "install-2 0 - -", "follow 1 already_awarded -",
                "daily 1 cap_reached 2026-01-16T05:00:00Z", "weekly 1 - -", "monthly 0 - -", "yearly 0 - -",
            ])
    }

    @Test func `an open trigger may be fired without trust`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        #expect(try books.fire("follow", by: "ada", isTrusted: false).outcome.code == "awarded")
    }

    @Test func `an action that is told late is dated when it happened, one a little early as now`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        try books.fire("follow", by: "ada", at: "2026-01-14T00:00:00Z")
        try books.fire("yearly", by: "ada", at: "2026-01-15T10:05:00Z")
        #expect(
            try books.fire("daily", by: "ada", at: "2026-01-15T10:05:01Z").outcome.code == "outside_window")
        let entries = try books.read("ada") {
            try $0.history(of: $1, wallet: .coins, page: Snapshot.PageRequest()).items.map(
                \.occurredAt.rfc3339)
        }
        #expect(entries == ["2026-01-15T10:00:00Z", "2026-01-14T00:00:00Z"])
    }

    @Test
    func `what an app says of its time is not believed, and what a postback says no more than 400 days back`()
        throws
    {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        try books.fire("follow", by: "ada", at: "2020-01-01T00:00:00Z", isTrusted: false)
        // 2026-01-15T10:00 less 400 days.
        #expect(
            try books.fire("daily", by: "ada", at: "2024-12-11T09:59:59.999Z").outcome.code
                == "outside_window")
        try books.fire("weekly", by: "ada", at: "2024-12-11T10:00:00Z")
        let times = try books.read("ada") {
            try $0.history(of: $1, wallet: .coins, page: Snapshot.PageRequest()).items.map(
                \.occurredAt.rfc3339)
        }
        #expect(times == ["2024-12-11T10:00:00Z", "2026-01-15T10:00:00Z"])
        #expect(FireTrigger.lateDaysMax == 400)
    }

    @Test func `a wallet without room is a reason, not a refusal, and uses nothing up`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        try books.adjust("ada", by: 1)
        try books.execute(
            """
            UPDATE wallets SET lifetime_earned = \(CoinLimits.perWalletMax);
            UPDATE entries SET earned_after = \(CoinLimits.perWalletMax)
            """)
        #expect(try books.fire("install", by: "ada", device: "1").outcome.code == "balance_limit")
        #expect(try books.number("SELECT count(*) FROM trigger_awards") == 0)
        #expect(try books.number("SELECT count(*) FROM trigger_devices") == 0)
    }

    @Test func `a dry run says what would be, and uses nothing up`() throws {
        let books = try TestBooks(Self.programme)
        try books.join("ada")
        let input = FireTrigger.Input(
            trigger: try #require(TriggerID("install")), customer: try id("ada"),
            device: DeviceID("device-1"),
            providerEvent: FireTrigger.ProviderEvent(provider: "generic", eventID: "e"), isTrusted: true)
        let dry = try books.run(isDryRun: true) { try FireTrigger.run(input, in: $0) }
        #expect(dry.outcome.code == "awarded")
        #expect(dry.wallet?.available == 150)
        for table in [
            "entries", "lots", "wallets", "trigger_awards", "trigger_totals", "trigger_devices",
            "postback_events",
        ] {
            #expect(try books.number("SELECT count(*) FROM \(table)") == 0, "\(table)")
        }
        #expect(try books.run { try FireTrigger.run(input, in: $0) }.outcome.code == "awarded")
    }
}
