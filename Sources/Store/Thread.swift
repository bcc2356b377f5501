internal import Glibc

/// A thread of our own, on which nothing else ever runs.
@safe
package enum Thread {
    private final class Box {
        let body: @Sendable () -> Void
        init(body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// How much a thread of low priority gives way; 19 would be the most.
    private static let niceness: Int32 = 10

    /// Starts a detached thread; a system that cannot give one cannot run the service.
    ///
    /// - Parameter isLowPriority: Whether it gives way to the others: on Linux a thread has a niceness of its own
    ///   (setpriority(2), "BUGS").
    package static func start(isLowPriority: Bool = false, _ body: @escaping @Sendable () -> Void) {
        let body = isLowPriority ? givingWay(body) : body
        let box = unsafe Unmanaged.passRetained(Box(body: body)).toOpaque()
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, box)
        guard code == 0 else { fatalError("cannot start a thread: error \(code)") }
        pthread_detach(thread)
    }

    private static func givingWay(_ body: @escaping @Sendable () -> Void) -> @Sendable () -> Void {
        {
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
            body()
        }
    }
}
