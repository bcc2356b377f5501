import Dispatch
import Model
import Synchronization

@testable import Engine

/// Answers as they arrive from the writer's thread.
final class Answers: Sendable {
    private let answers = Mutex<[Result<StoredAnswer, EngineError>]>([])
    private let arrived = DispatchSemaphore(value: 0)

    func add(_ answer: Result<StoredAnswer, EngineError>) {
        answers.withLock { $0.append(answer) }
        arrived.signal()
    }

    /// The next one, in the order of their arrival.
    func next() -> Result<StoredAnswer, EngineError> {
        arrived.wait()
        return answers.withLock { $0.removeFirst() }
    }
}

/// What came of things that happened at once.
final class Outcomes: Sendable {
    private let outcomes = Mutex<[String]>([])
    func add(_ outcome: String) { outcomes.withLock { $0.append(outcome) } }
    var all: [String] { outcomes.withLock { $0 } }
}
