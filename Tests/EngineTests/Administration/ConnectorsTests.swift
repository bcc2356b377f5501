import Foundation
import Model
import Store
import Testing

@testable import Engine

/// How connectors are set up, and the ids by which they call (rule 11.3).
struct ConnectorsTests {
    private func books() throws -> TestBooks {
        try TestBooks(TestProgramme.redeeming(["app": "", "custom_checkout": #""maximum_discount": 900"#]))
    }

    private func initialise(
        _ kind: ConnectorKind, _ books: TestBooks, in book: Book? = nil
    ) throws -> Connectors.Made {
        try books.run(in: book) { try Connectors.initialise(kind, in: $0) }
    }

    private func rotate(
        _ kind: ConnectorKind, _ books: TestBooks, overlap: Int64
    ) throws -> Connectors.Made {
        try books.run { try Connectors.rotate(kind, overlapSeconds: overlap, in: $0) }
    }

    private func caller(_ id: String, _ books: TestBooks, after seconds: Int64 = 0) -> String? {
        let now = books.clock.now().adding(seconds: seconds)
        return books.engine.registry.contents.connector(calledBy: id, at: now).map {
            "\($0.connector.kind.rawValue) of \($0.book.brand) \($0.book.mode.rawValue)"
        }
    }

    @Test(arguments: ConnectorKind.allCases)
    func `an id says its mode, is 192 random bits, and is known at once`(kind: ConnectorKind) throws {
        let books = try books()
        let made = try initialise(kind, books)
        let second = try initialise(kind, books, in: books.sandbox)
        #expect(made.text.hasPrefix("lbh_live_") && made.text.utf8.count == 9 + 32)
        #expect(second.text.hasPrefix("lbh_test_") && second.text != made.text)
        #expect(caller(made.text, books) == "\(kind.rawValue) of alpha live")
        #expect(caller(second.text, books) == "\(kind.rawValue) of alpha test")
        #expect(caller(made.text + "x", books) == nil && caller("", books) == nil)
        // Shiprocket's support sets theirs up and says so.
        #expect(made.connector.state == (kind == .shiprocket ? .awaitingConfirmation : .initialised))
    }

    @Test func `no id is in the file, nor the part of it that is secret, nor in the audit log`() throws {
        let books = try books()
        let made = try ConnectorKind.allCases.map { try initialise($0, books) }
        let log = try books.rows("SELECT summary FROM audit_log WHERE act = 'connector_initialised'")
        #expect(log.count == 4)
        books.engine.store.close()
        let bytes = try Data(contentsOf: books.directory.appending(path: "books.db"))
        for each in made {
            #expect(bytes.range(of: Data(each.text.suffix(32).utf8)) == nil)
            #expect(bytes.range(of: Data(each.id.digest.bytes)) != nil)
            #expect(!log.contains { $0.contains(each.text.suffix(32)) })
        }
    }

    @Test func `a connector is initialised once`() throws {
        let books = try books()
        let made = try initialise(.gokwik, books)
        #expect(refusal(of: { try initialise(.gokwik, books) }) == .connectorInitialised)
        #expect(caller(made.text, books) != nil)
        // Another book's is another connector.
        _ = try initialise(.gokwik, books, in: books.other)
    }

    @Test func `a rotated id stays good for the overlap and not longer, and rotating again never prolongs`()
        throws
    {
        let books = try books()
        let first = try initialise(.customCheckout, books)
        let second = try rotate(.customCheckout, books, overlap: 3_600)
        #expect(
            caller(first.text, books, after: 3_599) != nil && caller(first.text, books, after: 3_600) == nil)
        let third = try rotate(.customCheckout, books, overlap: 7_200)
        #expect(caller(first.text, books, after: 3_600) == nil)
        #expect(
            caller(second.text, books, after: 7_199) != nil && caller(second.text, books, after: 7_200) == nil
        )
        #expect(caller(third.text, books, after: 86_400) != nil)
        let last = try rotate(.customCheckout, books, overlap: 0)
        for old in [first, second, third] { #expect(caller(old.text, books) == nil) }
        #expect(caller(last.text, books) != nil)
        #expect(try books.number("SELECT count(*) FROM webhook_ids") == 1)
    }

    @Test func `so many ids are good at the same time and no more`() throws {
        let books = try books()
        let first = try initialise(.gokwik, books)
        for _ in 1..<ConnectorLimits.idsMax { _ = try rotate(.gokwik, books, overlap: 60) }
        #expect(refusal(of: { try rotate(.gokwik, books, overlap: 60) }) == .tooMany(limit: 5))
        #expect(caller(first.text, books) != nil)
        // Those that have ended make room.
        books.clock.advance(by: .seconds(60))
        _ = try rotate(.gokwik, books, overlap: 60)
        #expect(refusal(of: { try rotate(.shiprocket, books, overlap: 0) }) == .connectorNotInitialised)
    }

    @Test func `a confirmation is of what was handed out, once, and ends with the next id`() throws {
        let books = try books()
        let confirm = { (kind: ConnectorKind) in try books.run { try Connectors.confirm(kind, in: $0) } }
        #expect(refusal(of: { try confirm(.shiprocket) }) == .connectorNotInitialised)
        _ = try initialise(.shiprocket, books)
        let confirmed = try confirm(.shiprocket)
        #expect(confirmed.state == .confirmed && confirmed.confirmedAt == books.clock.now())
        books.clock.advance(by: .seconds(5))
        #expect(try confirm(.shiprocket) == confirmed)
        let made = try rotate(.shiprocket, books, overlap: 0)
        #expect(made.connector.state == .awaitingConfirmation && made.connector.confirmedAt == nil)
        _ = try initialise(.gokwik, books)
        #expect(refusal(of: { try confirm(.gokwik) }) == .connectorNotAwaiting)
    }

    @Test func `settings that are sent change, the others stay, and every loop sees it`() throws {
        let books = try books()
        let update = { (text: String) in
            let document = try JSONValue(parsing: Array(text.utf8))
            return try books.run { try Connectors.update(.shiprocket, with: document, in: $0) }
        }
        _ = try update(
            #"{"allowed_ips": ["203.0.113.0/24", "2001:DB8::1"], "heading": "Use points", "prepaid_discount": true}"#
        )
        let changed = try update(#"{"enabled": false, "heading": "", "record_credit_payment": true}"#)
        #expect(
            changed.settings.document(for: .shiprocket)
                == #"{"enabled":false,"allowed_ips":["203.0.113.0/24","2001:db8::1"],"website":true,"mobile":true,"#
                + #""record_points_payment":false,"record_credit_payment":true,"prepaid_discount":true}"#)
        let known = books.engine.registry.contents.connector(.shiprocket, in: books.live.number)
        #expect(known == changed)
        #expect(
            books.engine.registry.contents.connector(.shiprocket, in: books.sandbox.number).updatedAt == nil)
        // The same again is no act.
        _ = try update(#"{"enabled": false}"#)
        #expect(try books.number("SELECT count(*) FROM audit_log WHERE act = 'connector_updated'") == 2)
    }

    @Test func `a rule change publishes a version in which nothing else differs`() throws {
        let books = try books()
        let change = { (text: String, isDryRun: Bool) in
            let rule = try JSONValue(parsing: Array(text.utf8))
            return try books.run(isDryRun: isDryRun) {
                try ConnectorRule.change(.gokwik, to: .rule(rule), expecting: 1, in: $0)
            }
        }
        let rule = #"{"value": {"coins": 2, "amount": 1}, "maximum_discount": 500}"#
        let tried = try change(rule, true)
        #expect(tried.changes.map(\.pointer) == ["#/redemption/channels/gokwik"])
        let contents = { books.engine.registry.contents }
        #expect(contents().programme(of: books.live)?.number == 1)
        let receipt = try change(rule, false)
        #expect(receipt.published.version == 2 && receipt.published.isNew)
        let programme = try #require(contents().programme(of: books.live)?.programme)
        #expect(programme.redemption.rules[.gokwik]?.maximumDiscount == 500)
        #expect(programme.redemption.rules[.gokwik]?.valueCoins == 2)
        #expect(programme.redemption.rules[.customCheckout]?.maximumDiscount == 900)
        #expect(refusal(of: { try change(rule, false) }) == nil)
        #expect(refusal(of: { try change("{}", false) }) == .programmeVersionConflict(newest: 2))
        let same = try books.run { try ConnectorRule.change(.gokwik, to: .sameAsApp, expecting: nil, in: $0) }
        #expect(same.programme.redemption.rules[.gokwik] == same.programme.redemption.rules[.app])
    }

    @Test func `what is wrong with a rule is told of the rule that was sent`() throws {
        let books = try books()
        let rule = try JSONValue(parsing: Array(#"{"step_amount": 0, "value": {"coins": 1}, "x": 1}"#.utf8))
        let error = #expect(throws: EngineError.self) {
            try books.run { try ConnectorRule.change(.gokwik, to: .rule(rule), expecting: nil, in: $0) }
        }
        guard case .invalid(let input)? = error else { throw try #require(error) }
        #expect(
            Set(input.errors.map(\.pointer)) == ["#/rule/step_amount", "#/rule/value/amount", "#/rule/x"])
        #expect(try books.number("SELECT count(*) FROM programme_versions WHERE brand = 'alpha'") == 1)
        let none = {
            try books.run { try ConnectorRule.change(.webhook, to: .rule(rule), expecting: nil, in: $0) }
        }
        #expect(refusal(of: { try none() }) == .connectorWithoutRule)
    }
}
