package import Model
internal import Store

/// One consistent view of one book: everything that a screen or a resource shows comes from one of these.
///
/// On an event loop it lies over the loop's reader; inside a command it lies over the writer's transaction, so the
/// receipt of a write is read by the same functions as the screen that shows it.
package final class Snapshot {
    package let book: Book
    package let version: ProgrammeVersion
    /// The programme's time.
    package let now: Instant
    /// The instant whose books these are, when it is not the present; ``now`` is the same then.
    package let asOf: Instant?
    /// Whether a customer was found here only because others are not there, who would have been preferred. What is not
    /// there may have come since this snapshot was taken, so the search is repeated in one of now.
    package var reliesOnAbsence = false
    let connection: Connection

    init(book: Book, version: ProgrammeVersion, now: Instant, connection: Connection, asOf: Instant? = nil) {
        self.asOf = asOf
        self.book = book
        self.version = version
        self.now = now
        self.connection = connection
    }

    /// Which page of a list is wanted, newest first.
    package struct PageRequest: Sendable, Hashable {
        /// 1…``FactLimits/pageMax``.
        package var limit: Int
        /// Only what stands before this place: the `next` of the page before.
        package var before: Int64?
        package init(limit: Int = FactLimits.pageDefault, before: Int64? = nil) {
            self.limit = limit
            self.before = before
        }
    }

    /// What of the history is wanted.
    package struct HistoryFilter: Sendable, Hashable {
        package var kind: EntryKind?
        /// Recorded at or after, and before.
        package var from: Instant?
        package var to: Instant?
        package init(kind: EntryKind? = nil, from: Instant? = nil, to: Instant? = nil) {
            self.kind = kind
            self.from = from
            self.to = to
        }
    }
}
