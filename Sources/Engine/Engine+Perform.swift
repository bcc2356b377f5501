package import Model
package import Store

extension Engine {
    /// Runs one command: replay by idempotency key → settle and decide → write → keep the answer → commit.
    ///
    /// `body` runs on the writer's thread inside the transaction and gives the answer that is kept beside the effect;
    /// `completion` is called there after the commit. A dry run is the same path, rolled back at its end; it neither
    /// reads nor leaves an idempotency record.
    package func perform(
        _ request: WriteRequest, _ body: @escaping @Sendable (CommandContext) throws -> StoredAnswer,
        completion: @escaping @Sendable (Result<StoredAnswer, EngineError>) -> Void
    ) {
        store.write(
            as: request.isDryRun ? .dryRun : .single,
            { [self] transaction in try perform(request, body, in: transaction) },
            completion: { [self] result in
                refreshRegistry()
                completion(result.mapError(EngineError.init(from:)))
            })
    }

    /// The part of a command that lies inside its transaction.
    package func perform(
        _ request: WriteRequest, _ body: (CommandContext) throws -> StoredAnswer,
        in transaction: WriteTransaction
    ) throws -> Disposition<StoredAnswer> {
        let context = try context(for: request, in: transaction)
        let touchedBefore = transaction.touched.count
        if let idempotency = request.idempotency, !request.isDryRun {
            let replay = try transaction.connection.storedAnswer(idempotency, in: request.book.number)
            if let replay { return .keep(replay) }
            try transaction.willKeepAnswer()
        }
        let answer = try body(context)
        for customer in transaction.touched.dropFirst(touchedBefore) { try store.alarms.check(customer) }
        if request.isDryRun { return .discard(answer) }
        if let idempotency = request.idempotency {
            try transaction.keep(answer, for: idempotency, in: request.book.number, at: realNow())
        }
        return .keep(answer)
    }

    /// Runs one command without an answer to keep, and waits; for the command line, housekeeping and tests.
    package func performAndWait<Value: Sendable>(
        _ request: WriteRequest, _ body: @escaping @Sendable (CommandContext) throws -> Value
    ) throws(EngineError) -> Value {
        do {
            let result = try store.writeAndWait { [self] transaction in
                let value = try body(try context(for: request, in: transaction))
                return request.isDryRun ? .discard(value) : .keep(value)
            }
            refreshRegistry()
            return result
        } catch {
            throw EngineError(from: error)
        }
    }

    /// Writes what has fallen due for one customer, then reads through `body`; for a read that met
    /// ``SettlementDue``.
    package func settleAndRead(
        _ book: Book, customer: CustomerNumber, _ body: @escaping @Sendable (Snapshot) throws -> StoredAnswer,
        completion: @escaping @Sendable (Result<StoredAnswer, EngineError>) -> Void
    ) {
        let request = WriteRequest(book: book, actor: .service)
        let settled: @Sendable (CommandContext) throws -> StoredAnswer = { context in
            try Settle.run(customer, in: context)
            return try body(context.snapshot)
        }
        perform(request, settled) { [self] result in
            guard case .failure(.unavailable(let error)) = result, error.leavesReading else {
                return completion(result)
            }
            // It cannot be written now, and falls due again; the reader sees what it will come to.
            store.look(
                { [self] in try settled(try context(for: request, in: $0)) },
                completion: { completion($0.mapError(EngineError.init(from:))) })
        }
    }

    /// Reads from one snapshot on a loop's reader, which finds the customer with `locate`.
    ///
    /// - Throws: ``SettlementDue`` when the customer's books must be brought up to date by the writer first; then
    ///   ``settleAndRead(_:customer:_:completion:)`` reads the same.
    package func read<Result>(
        _ book: Book, version: ProgrammeVersion, locating locate: (Snapshot) throws -> Customer?,
        on reader: Reader, _ body: (Snapshot, Customer, SnapshotMark) throws -> Result
    ) throws -> Result {
        let now = now(in: book)
        func snapshot(on connection: Connection) -> Snapshot {
            Snapshot(book: book, version: version, now: now, connection: connection)
        }
        // The reader asks a second time, in a snapshot of now, where the first finds nobody.
        var isFirst = true
        return try reader.read(
            locate: { connection -> (customer: CustomerNumber, located: Customer)? in
                defer { isFirst = false }
                let snapshot = snapshot(on: connection)
                let customer = try locate(snapshot)
                guard let customer, !isFirst || !snapshot.reliesOnAbsence else { return nil }
                return (customer: customer.number, located: customer)
            },
            body: { connection, customer, mark in
                guard let customer else { throw Refusal.customerNotFound }
                return try body(snapshot(on: connection), customer, mark)
            })
    }

    /// Reads one customer of the brand's own id, the same way.
    package func read<Result>(
        _ book: Book, version: ProgrammeVersion, customer id: CustomerID, on reader: Reader,
        _ body: (Snapshot, Customer, SnapshotMark) throws -> Result
    ) throws -> Result {
        try read(book, version: version, locating: { try $0.customerIfKnown(id) }, on: reader, body)
    }

    /// Reads what belongs to no single customer.
    package func readFresh<Result>(
        _ book: Book, version: ProgrammeVersion, on reader: Reader, _ body: (Snapshot) throws -> Result
    ) throws -> Result {
        let now = now(in: book)
        return try reader.readFresh { connection, _ in
            try body(Snapshot(book: book, version: version, now: now, connection: connection))
        }
    }

    func context(
        for request: WriteRequest, in transaction: WriteTransaction
    ) throws -> CommandContext {
        let contents = registry.contents
        guard let book = contents.books[request.book.number], let version = contents.programme(of: book)
        else {
            throw StoreError(kind: .misuse, message: "book \(request.book.number.number) has no programme")
        }
        let snapshot = Snapshot(
            book: book, version: version, now: now(in: book), connection: transaction.connection)
        transaction.begin(at: snapshot.now)
        return CommandContext(
            snapshot: snapshot, transaction: transaction, actor: request.actor, isDryRun: request.isDryRun,
            secrets: secrets, realNow: realNow())
    }

    /// Has the registry know what a commit changed of it, before the answer says so.
    func refreshRegistry() {
        // A failure leaves the two generations apart, and the next write tries again.
        if registry.generation != registry.contents.generation { try? registry.reload() }
    }
}

extension StoreError {
    /// Whether reading goes on although a write failed so.
    fileprivate var leavesReading: Bool {
        switch kind {
        case .full, .inputOutput, .sync: true
        case .constraint, .corrupt, .locked, .closed, .overloaded, .unknownSchema, .misuse: false
        }
    }
}

/// A read met something of the customer's wallet that has fallen due and is not yet written (rule 4.6).
package struct SettlementDue: Error, Sendable {
    package let customer: CustomerNumber
}

extension EngineError {
    /// Sorts whatever a command threw; the one place where the layers' errors meet.
    package init(from error: any Error) {
        switch error {
        case let error as EngineError: self = error
        case let refusal as Refusal: self = .refused(refusal)
        case let input as InvalidInput: self = .invalid(input)
        case let damaged as Quarantined: self = .quarantined(damaged.customer)
        case let error as StoreError: self = .unavailable(error)
        default: self = .unavailable(StoreError(kind: .misuse, message: "unexpected error: \(error)"))
        }
    }
}
