internal import Dispatch
internal import Synchronization

/// One result that one thread waits for and another gives.
package final class Waiting<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let given = DispatchSemaphore(value: 0)

    package init() {}

    /// Gives the result, once.
    package func resume(_ value: Result<Value, any Error>) {
        result.withLock { $0 = value }
        given.signal()
    }

    /// Waits for it.
    package func value() throws -> Value {
        given.wait()
        guard let value = result.withLock({ $0 }) else {
            throw StoreError(kind: .misuse, message: "resumed without a result")
        }
        return try value.get()
    }
}
