import Glibc

/// Standard input, output and error.
enum StandardFiles {
    /// Opens those of the three that whoever started the program has closed. Otherwise the next file or socket that is
    /// opened would be standard error, and log lines would go into it.
    static func open() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free descriptor is this one: those below it are open.
            _ = unsafe Glibc.open("/dev/null", O_RDWR)
        }
    }
}
