/// Stops the process with `message` when `condition` is false, in release builds too.
///
/// It guards what only a mistake in this program can break; what a caller can cause is refused instead.
/// `precondition` loses its message in optimised builds and may be dropped with an unused result,
/// `fatalError` does neither.
@inlinable
package func invariant(
    _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
    file: StaticString = #fileID, line: UInt = #line
) {
    if !condition() {
        fatalError("broken invariant: \(message())", file: file, line: line)
    }
}
