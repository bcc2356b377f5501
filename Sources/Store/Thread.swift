internal import Glibc

/// A thread of our own, on which nothing else ever runs.
@safe
package enum Thread {
    private final class Box {
        let body: @Sendable () -> Void
        init(body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts a detached thread; a system that cannot give one cannot run the service.
    package static func start(_ body: @escaping @Sendable () -> Void) {
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
}
