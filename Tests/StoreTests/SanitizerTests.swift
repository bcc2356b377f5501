import Dispatch
import Glibc
import Store
import Synchronization
import Testing

/// What the sanitizers must see and what they must not, in a process of its own that was built with one of them:
/// `swift test --sanitize=thread`, `swift test --sanitize=address`.
struct SanitizerTests {
    /// ThreadSanitizer ends a process that it has reported anything of with this code.
    private static let raced: Int32 = 66
    /// AddressSanitizer stops at the first report with this code.
    private static let misread: Int32 = 1

    @Test(.enabled(if: isLinked("__tsan_acquire")))
    func `threads that wait for a lock do not race`() async {
        await #expect(processExitsWith: .success) { contend() }
    }

    @Test(.enabled(if: isLinked("__tsan_acquire")))
    func `a race beside a lock is reported`() async {
        await #expect(processExitsWith: .exitCode(Self.raced)) {
            let unguarded = Unguarded()
            contend { unguarded.value += 1 }
        }
    }

    @Test(.enabled(if: isLinked("__asan_init")))
    func `a read of memory that was given back is reported`() async {
        await #expect(processExitsWith: .exitCode(Self.misread)) {
            let memory = UnsafeMutablePointer<Int>.allocate(capacity: 1)
            unsafe memory.initialize(to: 7)
            unsafe memory.deallocate()
            exit(unsafe memory.pointee == 7 ? 0 : 2)
        }
    }
}

private final class Unguarded: @unchecked Sendable {
    var value = 0
}

private final class Guarded: Sendable {
    let rounds = Mutex<[Int]>([])
}

/// Whether the process has a function of that name: only one that was built with a sanitizer has the sanitizer's.
private func isLinked(_ name: String) -> Bool { unsafe dlsym(nil, name) != nil }

/// Two threads take turns at a lock; each holds it so long that the other must wait for it.
///
/// - Parameter beside: What each of them does before it asks for the lock.
private func contend(beside: @escaping @Sendable () -> Void = {}) {
    let guarded = Guarded()
    let ended = DispatchSemaphore(value: 0)
    for _ in 0..<2 {
        Thread.start {
            for round in 0..<50 {
                beside()
                guarded.rounds.withLock { rounds in
                    rounds.append(round)
                    usleep(500)
                }
            }
            ended.signal()
        }
    }
    for _ in 0..<2 { ended.wait() }
}
