internal import Glibc
internal import Synchronization

/// The claim of one process on one database: an exclusive `flock` on a file beside it.
///
/// SQLite's own locks guard transactions; this one guards what the process keeps in memory about the books. The
/// kernel drops it with the process, so a crash leaves nothing to clean up.
package final class DatabaseLock: Sendable {
    private let descriptor: Mutex<Int32>

    /// - Throws: `.locked`, naming the process that has it.
    package init(databasePath: String) throws(StoreError) {
        let path = databasePath + ".lock"
        let opened = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw StoreError(kind: .inputOutput, message: "cannot open \(path): \(describe(errno))")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(opened)
            _ = Glibc.close(opened)
            throw StoreError(kind: .locked, message: "\(databasePath) is in use by process \(holder)")
        }
        let text = "\(getpid())\n"
        _ = ftruncate(opened, 0)
        _ = unsafe text.utf8CString.withUnsafeBytes { unsafe pwrite(opened, $0.baseAddress, $0.count - 1, 0) }
        descriptor = Mutex(opened)
    }

    /// Gives the claim up; once is enough.
    package func release() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { _ = Glibc.close(descriptor) }
            descriptor = -1
        }
    }

    deinit { release() }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
        }
        let digits = bytes.prefix(max(0, count)).filter { (0x30...0x39).contains($0) }
        return digits.isEmpty ? "another process" : String(decoding: digits, as: UTF8.self)
    }
}

/// An `errno` in words.
func describe(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
