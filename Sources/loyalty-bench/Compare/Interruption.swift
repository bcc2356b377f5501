import Dispatch
import Foundation

/// Ctrl-C in the middle of a comparison: what it started ends, and what it made goes.
enum Interruption {
    /// From here on; until then an interrupted program just ends.
    static func cleanUp() { _ = unsafe sources }

    // Made once, and touched by nobody afterwards.
    private nonisolated(unsafe) static let sources: [any DispatchSourceSignal] = [SIGINT, SIGTERM].map {
        number in
        // A handler, which a started program does not inherit, instead of SIG_IGN, which it would.
        signal(number) { _ in }
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            ChildProgram.stopAll()
            Scratch.removeAll()
            exit(128 + number)
        }
        source.resume()
        return source
    }
}
