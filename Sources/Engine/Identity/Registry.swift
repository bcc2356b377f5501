package import Model
internal import Store
internal import Synchronization

/// Brands, keys, connectors and programmes, held in memory and replaced as a whole when one of them changes.
///
/// Everything in here is small. A loop keeps the ``Contents`` it last saw and compares one number a request.
package final class Registry: Sendable {
    /// Everything at one moment.
    package final class Contents: Sendable {
        /// The number of this state; another one means that something changed.
        package let generation: UInt64
        package let books: [BookNumber: Book]
        /// By the digest of the key.
        package let keys: [Digest: APIKey]
        /// The newest version of each brand.
        package let programmes: [BrandID: ProgrammeVersion]
        /// When the ids that were erased lately were: real time, by book and by ``Secrets/erasedKey(of:)``'s digest.
        package let erasedIDs: [BookNumber: [Digest: Instant]]
        /// By the digest of the Secret Webhook ID; ended ones may be among them.
        package let webhookIDs: [Digest: WebhookID]
        private let connectors: [BookNumber: [ConnectorKind: Connector]]
        /// The UUIDs that came from elsewhere for what a programme names; those of customers stay in the books.
        package let nectorIDs: [BookNumber: NectorIDs]

        init(
            generation: UInt64, books: [BookNumber: Book], keys: [Digest: APIKey],
            programmes: [BrandID: ProgrammeVersion], erasedIDs: [BookNumber: [Digest: Instant]],
            connectors: [BookNumber: [ConnectorKind: Connector]], webhookIDs: [Digest: WebhookID],
            nectorIDs: [BookNumber: NectorIDs]
        ) {
            self.nectorIDs = nectorIDs
            self.generation = generation
            self.books = books
            self.keys = keys
            self.programmes = programmes
            self.erasedIDs = erasedIDs
            self.connectors = connectors
            self.webhookIDs = webhookIDs
        }

        /// A connector of a book; one that nobody has touched is as it begins.
        package func connector(_ kind: ConnectorKind, in book: BookNumber) -> Connector {
            connectors[book]?[kind] ?? Connector(kind)
        }

        /// The connector that an id stands for, and its book; nil for an id that is unknown or has ended.
        ///
        /// It is looked up by its digest, so that nothing about a stored id can be learnt from the time it takes.
        package func connector(
            calledBy id: String, at now: Instant
        ) -> (connector: Connector, book: Book)? {
            guard let known = webhookIDs[WebhookIDText.digest(of: id)], known.isGood(at: now),
                let book = books[known.book]
            else { return nil }
            return (connector(known.kind, in: known.book), book)
        }

        /// Whether a token was made for a customer who has been erased since; whoever has the id now is somebody else
        /// (rules 11.1, 11.4).
        package func isErased(_ token: CustomerToken.Verified, in book: Book, secrets: Secrets) -> Bool {
            guard let erased = erasedIDs[book.number] else { return false }
            let digest = secrets.erasedKey(of: book).code(for: token.customer.text)
            guard let erasedAt = erased[digest] else { return false }
            // A token tells the second.
            return token.issuedAt.seconds <= erasedAt.seconds
        }

        /// The programme of a book; nil before the brand has published one.
        package func programme(of book: Book) -> ProgrammeVersion? { programmes[book.brand] }

        /// The book of a brand in a mode.
        package func book(_ brand: BrandID, _ mode: Mode) -> Book? {
            books.values.first { $0.brand == brand && $0.mode == mode }
        }
    }

    private let state: Mutex<Contents>
    private let counters: ChangeCounters
    private let reader: Reader

    init(loadingFrom store: Store) throws {
        counters = store.counters
        reader = store.makeFreshReader()
        // On the connection that there is: another one reads the whole schema first, and the first screen would wait for it.
        state = Mutex(
            try store.lookAndWait { [counters] transaction in
                try Self.load(from: transaction.connection, counters: counters, knowing: [:])
            })
    }

    /// What is known now.
    package var contents: Contents { state.withLock { $0 } }

    /// The generation of ``contents``, without taking a lock.
    package var generation: UInt64 { counters.registryGeneration }

    /// Reads everything anew; called after each commit that touched the registry, before its answer. A version of a
    /// programme never changes, so that those that are known are not parsed again.
    package func reload() throws {
        let fresh = try reader.readFresh { connection, _ in
            try Self.load(from: connection, counters: counters, knowing: contents.programmes)
        }
        state.withLock { current in
            if fresh.generation >= current.generation { current = fresh }
        }
    }

    /// Reads everything from a snapshot that the first read takes, so that it is at least as new as its generation.
    private static func load(
        from connection: Connection, counters: ChangeCounters, knowing known: [BrandID: ProgrammeVersion]
    ) throws -> Contents {
        let generation = counters.registryGeneration
        var programmes: [BrandID: ProgrammeVersion] = [:]
        for stored in try connection.newestProgrammes() {
            if let version = known[stored.brand], version.number == stored.version {
                programmes[stored.brand] = version
                continue
            }
            programmes[stored.brand] = ProgrammeVersion(
                number: stored.version, programme: try Programme(parsing: Array(stored.document.utf8)),
                publishedAt: stored.publishedAt)
        }
        return Contents(
            generation: generation,
            books: Dictionary(uniqueKeysWithValues: try connection.books().map { ($0.number, $0) }),
            keys: Dictionary(uniqueKeysWithValues: try connection.keys().map { ($0.digest, $0) }),
            programmes: programmes, erasedIDs: try connection.erasedIDs(),
            connectors: try connectors(on: connection),
            webhookIDs: Dictionary(
                uniqueKeysWithValues: try connection.webhookIDs().map { ($0.digest, $0) }),
            nectorIDs: try NectorIDs.load(from: connection))
    }

    private static func connectors(
        on connection: Connection
    ) throws -> [BookNumber: [ConnectorKind: Connector]] {
        try connection.connectors().reduce(into: [:]) { connectors, each in
            connectors[each.book, default: [:]][each.connector.kind] = each.connector
        }
    }
}
