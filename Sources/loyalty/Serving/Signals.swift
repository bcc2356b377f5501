import Glibc
import Store

/// The signals that end the service. They are blocked in every thread and fetched by one, so that what they
/// start is ordinary code.
enum Signals {
    /// To be called before the first thread is made: threads inherit the mask.
    static func block() {
        var set = stopSet()
        _ = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        // A reader that goes away is told by the write that fails, not by a signal that ends the process.
        _ = signal(SIGPIPE, SIG_IGN)
        // So is one that a limit on the size of files stops (setrlimit(2), RLIMIT_FSIZE).
        _ = signal(SIGXFSZ, SIG_IGN)
    }

    /// Waits for SIGTERM or SIGINT.
    static func waitForStop() {
        var set = stopSet()
        var received: Int32 = 0
        while unsafe sigwait(&set, &received) != 0 {}
    }

    /// From here on another signal ends the process at once, after `body`.
    static func onNext(_ body: @escaping @Sendable () -> Void) {
        Thread.start {
            waitForStop()
            body()
            _exit(ExitCode.failure)
        }
    }

    private static func stopSet() -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGTERM)
        unsafe sigaddset(&set, SIGINT)
        return set
    }
}
