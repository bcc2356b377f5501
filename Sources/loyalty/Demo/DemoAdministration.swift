import Engine
import Model

/// What the demo brand's people do beside the books: versions, a draft, a key that has ended, and a sandbox whose clock
/// has been moved.
struct DemoAdministration {
    let engine: Engine
    let book: Book
    /// The version in force.
    let document: [UInt8]

    /// Publishes the version that is in force.
    func publish() throws {
        _ = try PublishProgramme.run(document, by: .commandLine, on: engine)
    }

    /// Makes the key of a web shop that has been given up.
    func makeKey() throws -> Int64 {
        try Keys.create(
            Keys.Wanted(brand: book.brand, mode: .live, kind: .read, label: "old web shop"), on: engine
        ).key.id
    }

    /// Ends it.
    func endKey(_ id: Int64) throws { _ = try Keys.revoke(id, on: engine) }

    /// Begins a draft.
    func draft() throws {
        let draft = try DemoProgramme.draft(of: document)
        try engine.performAndWait(WriteRequest(book: book, actor: Actor("demo"))) { context in
            _ = try ProgrammeDrafts.create(
                ProgrammeDrafts.Input(name: "Silver from $100", document: draft), in: context)
        }
    }

    /// A customer of the sandbox whose order's coins have become available because the clock was moved by ten days.
    func playInSandbox() throws {
        let sandbox = try engine.book(brand: book.brand, mode: .test, for: "cannot make the demo")
        try engine.performAndWait(WriteRequest(book: sandbox, actor: Actor("demo"))) { context in
            let customer = DemoCast.member("sandbox")
            _ = try UpsertCustomer.run(
                UpsertCustomer.Input(id: customer, name: "Sam Sandbox", locale: "en-US"), in: context)
            let order = PutOrder.Input(
                id: DemoCast.known(OrderID("demo-order-sandbox")), customer: customer, state: .paid,
                placedAt: context.now, currency: context.programme.currency.code, total: 4_000,
                subtotal: 4_000)
            _ = try PutOrder.run(order, in: context)
            _ = try SandboxClock.run(.advance(seconds: 10 * 86_400), in: context)
        }
    }
}
