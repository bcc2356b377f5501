import Model
import Synchronization

/// The idempotency keys of writes that are under way, on whichever loop: a second request with one of them is told so
/// instead of waiting for the first.
///
/// The first one's answer is not known yet, and may be a refusal, which would leave the key free: so nothing can be said of
/// the second but that it came too early.
final class KeysInFlight: Sendable {
    private let scopes = Mutex<Set<Digest>>([])

    /// How many there are.
    var count: Int { scopes.withLock { $0.count } }

    /// Takes a key for a write that begins.
    ///
    /// - Throws: ``Problem`` 409 while another write has it.
    func take(_ scope: Digest) throws(Problem) {
        guard scopes.withLock({ $0.insert(scope).inserted }) else { throw Problem(.idempotencyKeyInFlight) }
    }

    /// Gives the key back, before the write's answer is sent: who has the answer may repeat the request.
    func giveBack(_ scope: Digest) {
        _ = scopes.withLock { $0.remove(scope) }
    }
}
