internal import Glibc

/// A pause that another thread can end.
///
/// It lasts as long on the monotonic clock as it was asked to. A semaphore's does not: sem_timedwait(3) waits for a wall
/// clock to show a time, and one that is set back by two days has it wait for two days.
package final class Wakeup: Sendable {
    private let ends: (read: Int32, write: Int32)

    /// A process that can have no more descriptors cannot run the service.
    package init() {
        var made: [Int32] = [-1, -1]
        guard unsafe pipe(&made) == 0 else { fatalError("cannot make a pipe: \(describe(errno))") }
        for end in made {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        ends = (made[0], made[1])
    }

    deinit {
        _ = close(ends.read)
        _ = close(ends.write)
    }

    /// Waits until somebody wakes it, or for so many milliseconds.
    package func wait(milliseconds: Int) {
        var wanted = pollfd(fd: ends.read, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&wanted, 1, Int32(clamping: milliseconds)) == 1 else { return }
        var byte: UInt8 = 0
        _ = unsafe read(ends.read, &byte, 1)
    }

    /// Ends the pause under way, or the next one.
    package func wake() {
        var byte: UInt8 = 1
        // A pipe that is full holds enough of them.
        _ = unsafe write(ends.write, &byte, 1)
    }
}
