// Engine decides: earn, redeem, expire, tier, refer. `Engine/Rules` is pure (facts in, decision out); a command
// runs one decision inside one store transaction; facts are read from one snapshot. Above it are the API and the
// command line, which turn requests into commands and facts into answers; below it the Store keeps the books.

package import Model
package import Store

/// The engine of every brand on this server: commands in, facts out.
package final class Engine: Sendable {
    package let store: Store
    /// Brands, keys and programmes, in memory.
    package let registry: Registry
    package let secrets: Secrets
    /// The what-if runs of this process.
    package let simulations = Simulations()
    let longReads = LongReads()
    private let clock: any WallClock

    package init(store: Store, secrets: Secrets, clock: any WallClock) throws {
        self.store = store
        self.secrets = secrets
        self.clock = clock
        registry = try Registry(loadingFrom: store)
    }

    /// Stops taking writes, finishes those that wait and closes the database.
    package func close() {
        simulations.cancelAll()
        store.close()
    }

    /// Whether writes are taken.
    package var isWriting: Bool { store.isOpen }

    /// Why nothing is written any more, once the disk has failed to sync; nil while writes are taken.
    package var writingFailure: StoreError? { store.writingFailure }

    /// Real time: tokens, request deadlines and rate limits.
    package func realNow() -> Instant { clock.now() }

    /// The programme's time in one book; the sandbox's clock may run ahead.
    package func now(in book: Book) -> Instant {
        clock.now().adding(milliseconds: book.clockOffsetMilliseconds)
    }
}
