import Glibc

/// Standard output for answers, standard error for everything about them.
enum Terminal {
    /// A line on standard output.
    static func out(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// A line on standard error.
    static func error(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    /// Whether people see standard error as it is written.
    static var isErrorOnScreen: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes all of a text; a reader that has gone away is no error of ours.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}

/// An `errno` in words.
func describe(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
