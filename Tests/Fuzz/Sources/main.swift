// loyalty-fuzz TARGET [libFuzzer's options] [CORPUS]: sends made-up bytes to whatever reads bytes of strangers. A trap
// ends it with the bytes that brought it about, and so does a broken promise of what was read.

import CFuzzer
import Foundation

/// Everything that is fuzzed, by its name and the name of its corpus.
enum Targets {
    static let all: [String: @Sendable ([UInt8]) -> Void] = [
        "request": RequestTarget.check, "json": JSONTarget.check, "programme": ProgrammeTarget.check,
        "cursor": CursorTarget.check, "token": TokenTarget.check, "field": FieldTarget.check,
        "csv": CSVTarget.check,
    ]

    /// The one that the first argument names; nil for any other word.
    static let chosen = CommandLine.arguments.dropFirst().first.flatMap { all[$0] }
}

/// Ends the run when something that must be so is not.
func must(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { fatalError(message()) }
}

guard Targets.chosen != nil else {
    print("usage: loyalty-fuzz TARGET [OPTIONS] [CORPUS]; the targets: \(Targets.all.keys.sorted())")
    exit(2)
}
let words = [CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(2)
var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
var argumentCount = Int32(words.count)
let code = unsafe arguments.withUnsafeMutableBufferPointer { buffer in
    var start = buffer.baseAddress
    return unsafe LLVMFuzzerRunDriver(&argumentCount, &start) { bytes, count in
        Targets.chosen?(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
        return 0
    }
}
exit(code)
