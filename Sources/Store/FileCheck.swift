internal import Glibc

/// What can be told of a database's file in a moment, whatever its size: whether it begins as one, and whether all of it is
/// there. The rest is `verify`'s.
enum FileCheck {
    /// The header of a SQLite file (https://www.sqlite.org/fileformat.html#the_database_header).
    private static let headerBytes = 100
    private static let magic = Array("SQLite format 3".utf8) + [0]

    /// Refuses a file that does not begin like a database; one that is empty is a new one.
    ///
    /// - Throws: `.corrupt` with the reason, `.inputOutput` when it cannot be read.
    static func begins(_ path: String) throws(StoreError) {
        let size = try self.size(of: path)
        guard size > 0 else { return }
        let header = try first(headerBytes, of: path)
        guard header.count == headerBytes, header.starts(with: magic) else {
            throw damaged(path, "it does not begin like one")
        }
        let pageBytes = Int(header[16]) << 8 | Int(header[17])
        guard pageBytes == 1 || (pageBytes >= 512 && pageBytes & (pageBytes - 1) == 0) else {
            throw damaged(path, "its header tells no page size")
        }
    }

    /// Refuses a file that ends before the last of its pages, unless the log has those that are missing.
    static func isWhole(
        _ path: String, _ connection: Connection, log: LogLeftBehind?
    ) throws {
        let pages = try connection.first("PRAGMA page_count") { $0.integer(0) } ?? 0
        let pageBytes = try connection.first("PRAGMA page_size") { $0.integer(0) } ?? 0
        let present = try Int64(size(of: path)) / max(1, pageBytes)
        guard present < pages else { return }
        let logged = Set(log?.pages ?? [])
        for page in (present + 1)...pages where !logged.contains(UInt32(clamping: page)) {
            throw damaged(path, "it is cut off: \(present) of its \(pages) pages are there")
        }
    }

    private static func damaged(_ path: String, _ reason: String) -> StoreError {
        StoreError(
            kind: .corrupt,
            message: "\(path) is not a sound database: \(reason); it is left as it is, restore a backup")
    }

    private static func size(of path: String) throws(StoreError) -> Int {
        var status = Glibc.stat()
        guard unsafe stat(path, &status) == 0 else {
            throw StoreError(kind: .inputOutput, message: "cannot open \(path): \(describe(errno))")
        }
        return Int(status.st_size)
    }

    private static func first(_ count: Int, of path: String) throws(StoreError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StoreError(kind: .inputOutput, message: "cannot open \(path): \(describe(errno))")
        }
        defer { _ = close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        let got = unsafe bytes.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
        }
        return Array(bytes.prefix(max(0, got)))
    }
}
