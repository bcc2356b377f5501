internal import Dispatch

/// Lets one thread have a few writes under way at once: those that wait together share one commit.
package final class WriteWindow: Sendable {
    private let size: Int
    // Starts at 0 and is raised: libdispatch stops a process that drops a semaphore below its first value,
    // and whoever fails half-way leaves writes under way.
    private let free = DispatchSemaphore(value: 0)

    /// - Parameter size: Writes that may be under way; at least 1.
    package init(size: Int) {
        self.size = max(1, size)
        for _ in 0..<self.size { free.signal() }
    }

    /// Waits until one more write may be under way.
    package func enter() { free.wait() }

    /// One write has ended; called from any thread.
    package func leave() { free.signal() }

    /// Waits until no write is under way any more.
    package func waitForAll() {
        for _ in 0..<size { free.wait() }
        for _ in 0..<size { free.signal() }
    }

    /// Lets time pass while the writer's mailbox is full. Never on an event loop.
    package static func pause(milliseconds: Int) {
        Wakeup().wait(milliseconds: milliseconds)
    }
}
