import API
import Engine
import Foundation
import HTTPServer
import Model
import NectorDialect
import Store
import TestFiles
import Testing

/// A service over a database of its own, with two brands, every kind of key, and a clock that stands still.
///
/// Requests go in as bytes and answers come out as bytes, through the same parsing, handling and writing as over a
/// socket.
final class APIShop {
    let clock: ManualClock
    let store: Store
    let engine: Engine
    let service: Service
    let log = LogLines()
    private var handler: any RequestHandler
    private var connection: MemoryConnection
    private let folder: Scratch
    private let keys: [KeyName: Keys.Made]
    /// The ids of connectors that tests have initialised.
    var webhookIDs: [String: String] = [:]

    /// The keys that every shop has.
    enum KeyName: String, CaseIterable {
        case read, server, write, admin, testRead, testWrite, testAdmin, otherRead, otherServer, otherWrite,
            otherAdmin
    }

    init(
        programme: String = APIShop.programme(), now: String = "2026-11-21T06:00:00Z",
        configure: (inout ServiceConfiguration) -> Void = { $0.rateLimits = nil }
    ) throws {
        folder = try Scratch()
        let path = folder.path("books.db")
        clock = ManualClock(try Instant(rfc3339: now))
        keys = try ShopDatabase.copy(programme, at: clock.now(), to: path)
        store = try Store(path: path, now: clock.now())
        engine = try Engine(store: store, secrets: ShopDatabase.secrets, clock: clock)
        var configuration = ServiceConfiguration()
        configure(&configuration)
        let lines = log
        service = Service(
            engine: engine, configuration: configuration,
            log: Log(level: .debug, clock: clock, sink: { lines.add($0) }), dialects: [NectorDialect()])
        handler = service.makeHandler(loop: 0)
        connection = try MemoryConnection(handler: handler)
    }

    deinit { store.close() }

    /// Sends what `body` sends to a loop that has kept nothing and read nothing yet.
    func onFreshLoop<Result>(_ body: () throws -> Result) throws -> Result {
        let usual = (handler, connection)
        defer { (handler, connection) = usual }
        handler = service.makeHandler(loop: 1)
        connection = try MemoryConnection(handler: handler)
        return try body()
    }

    /// Sends what `body` sends from an address; from none for no text.
    func from<Result>(_ peer: String, _ body: () throws -> Result) throws -> Result {
        let usual = connection
        defer { connection = usual }
        connection = try MemoryConnection(handler: handler, peerAddress: peer)
        return try body()
    }

    func made(_ name: KeyName) throws -> Keys.Made { try #require(keys[name]) }
    func key(_ name: KeyName) throws -> String { try made(name).text }

    func book(_ brand: String = "corner-shop", _ mode: Mode = .live) throws -> Book {
        let id = try #require(BrandID(brand))
        return try #require(engine.registry.contents.book(id, mode))
    }

    /// A customer token of a book, made by the engine.
    func token(
        _ customer: String, in book: Book? = nil, lifetimeSeconds: Int64 = 3_600
    ) throws -> String {
        CustomerToken.mint(
            for: try #require(CustomerID(customer)), in: try book ?? self.book(), secrets: engine.secrets,
            lifetimeSeconds: lifetimeSeconds, at: clock.now()
        ).token
    }
}

/// Requests.
extension APIShop {
    /// Sends bytes as they are, on the shop's connection, or on a new one after the service has closed it.
    func receive(_ bytes: String) throws -> TestResponse {
        if connection.isClosed { connection = try MemoryConnection(handler: handler) }
        let answer = try TestResponse(parsing: connection.receive(Array(bytes.utf8)))
        try ContractJudge.check(answer, to: bytes)
        return answer
    }

    /// Whether the shop's loop would answer the bytes without parsing them; it counts them against the limits if so.
    func recalls(_ bytes: String) -> Bool {
        unsafe Array(bytes.utf8).withUnsafeBytes { unsafe handler.recalls($0) }
    }

    /// Sends bytes as they are on the shop's connection, and answers all that comes of them.
    func receiveAll(_ bytes: String) throws -> String {
        String(decoding: connection.receive(Array(bytes.utf8)), as: UTF8.self)
    }

    /// Sends one request; a body is sent as JSON unless the headers say otherwise.
    @discardableResult
    func send(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: String? = nil
    ) throws -> TestResponse {
        var text = "\(method) \(target) HTTP/1.1\r\nHost: shop.test\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if let body {
            if !headers.contains(where: { $0.0.lowercased() == "content-type" }) {
                text += "Content-Type: application/json\r\n"
            }
            text += "Content-Length: \(body.utf8.count)\r\n"
        }
        return try receive(text + "\r\n" + (body ?? ""))
    }

    /// Sends with one of the shop's keys, and a token where a customer is named.
    @discardableResult
    func send(
        _ method: String, _ target: String, key: KeyName, token customer: String? = nil,
        headers: [(String, String)] = [], body: String? = nil
    ) throws -> TestResponse {
        var all = [("X-API-Key", try self.key(key))] + headers
        if let customer { all.append(("Authorization", "Bearer \(try token(customer))")) }
        return try send(method, target, headers: all, body: body)
    }

    /// Makes a customer, and gives coins.
    func customer(_ id: String, coins: Int64 = 0, name: String? = nil) throws {
        let body = name.map { #"{"name": "\#($0)"}"# } ?? "{}"
        let made = try send("PUT", "/v1/customers/\(id)", key: .write, body: body)
        #expect([200, 201].contains(made.status), "\(made)")
        if coins > 0 { try credit(id, coins) }
    }

    func credit(_ id: String, _ coins: Int64) throws {
        let made = try send(
            "POST", "/v1/customers/\(id)/transactions", key: .write,
            headers: [("Idempotency-Key", "\(UUID())")], body: #"{"coins": \#(coins), "note": "a gift"}"#)
        #expect(made.status == 201, "\(made)")
    }

    func available(_ id: String) throws -> Int64? {
        let balance = try send("GET", "/v1/customers/\(id)/balance", key: .server)
        return balance.json["coins"]?["available"]?.integer
    }

    func put(order: String, of customer: String, total: Int64, state: String = "paid") throws {
        let body = """
            {"customer_id": "\(customer)", "state": "\(state)", "placed_at": "2026-11-20T10:00:00Z",
             "currency": "INR", "total": \(total)}
            """
        let made = try send("PUT", "/v1/orders/\(order)", key: .write, body: body)
        #expect([200, 201].contains(made.status), "\(made)")
    }
}

/// The lines of a service's log.
final class LogLines: @unchecked Sendable {
    // Sendable: the lock is held around every use of `lines`.
    private let lock = NSLock()
    private var lines: [String] = []

    func add(_ line: [UInt8]) {
        lock.withLock { lines.append(String(decoding: line, as: UTF8.self)) }
    }

    var text: String { lock.withLock { lines.joined() } }
    func clear() { lock.withLock { lines.removeAll() } }
}
