internal import Glibc

/// The write-ahead log that a process left which did not end by itself.
///
/// What it holds may be in the system's memory only: the process may have been killed before its sync ended, or the
/// sync may have failed, which leaves pages that look clean and are not on the disk. SQLite takes up a log as it reads
/// it, and whoever repeats a write is then answered from it without any sync at all. So before anything of it is
/// believed, the same bytes are written over themselves and synced, and so is the name of the log.
struct LogLeftBehind {
    /// The pages of the database that frames of the log are of, in the order of the frames.
    let pages: [UInt32]

    private static let headerBytes = 32
    private static let frameHeaderBytes = 24
    /// What is written in one call.
    private static let pieceBytes = 1 << 20

    /// Makes the log beside a database durable; nil when there is none.
    ///
    /// - Throws: `.sync` when the disk will not take it, `.inputOutput` when it cannot be read.
    static func secure(beside databasePath: String) throws(StoreError) -> LogLeftBehind? {
        let path = databasePath + "-wal"
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else {
                throw StoreError(kind: .inputOutput, message: "cannot open \(path): \(describe(errno))")
            }
            return nil
        }
        defer { _ = close(descriptor) }
        guard let header = read(descriptor, at: 0, headerBytes), let pageBytes = pageBytes(of: header) else {
            return nil
        }
        let pages = framePages(descriptor, salts: header[16..<24], pageBytes: pageBytes)
        guard !pages.isEmpty else { return nil }
        let length = headerBytes + pages.count * (frameHeaderBytes + pageBytes)
        for start in stride(from: 0, to: length, by: pieceBytes) {
            let count = min(pieceBytes, length - start)
            guard let bytes = read(descriptor, at: start, count), write(bytes, to: descriptor, at: start)
            else {
                throw StoreError(kind: .inputOutput, message: "cannot secure \(path): \(describe(errno))")
            }
        }
        guard fdatasync(descriptor) == 0 else {
            throw StoreError(kind: .sync, message: "cannot sync \(path): \(describe(errno))")
        }
        try syncFolder(of: path)
        return LogLeftBehind(pages: pages)
    }

    /// The page size that a sound header tells (https://www.sqlite.org/fileformat.html#the_write_ahead_log).
    private static func pageBytes(of header: [UInt8]) -> Int? {
        let (magic, size) = (number(header[0..<4]), Int(number(header[8..<12])))
        guard magic & 0xFFFF_FFFE == 0x377F_0682, (512...65_536).contains(size), size & (size - 1) == 0 else {
            return nil
        }
        return size
    }

    /// The pages of the frames that belong to the log as its header says: those after the first with other salts are
    /// what an earlier log left in the file.
    private static func framePages(_ descriptor: Int32, salts: ArraySlice<UInt8>, pageBytes: Int) -> [UInt32]
    {
        var pages: [UInt32] = []
        while true {
            let place = headerBytes + pages.count * (frameHeaderBytes + pageBytes)
            guard let frame = read(descriptor, at: place, frameHeaderBytes + pageBytes),
                frame[8..<16].elementsEqual(salts)
            else { return pages }
            pages.append(number(frame[0..<4]))
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Exactly so many bytes, or nil.
    private static func read(_ descriptor: Int32, at place: Int, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = unsafe bytes.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, $0.count, off_t(place))
        }
        return got == count ? bytes : nil
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, at place: Int) -> Bool {
        unsafe bytes.withUnsafeBytes {
            unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(place)) == $0.count
        }
    }
}

/// Makes the names of a folder last: a file that was made or renamed is there after a loss of power only once its folder
/// was synced (fsync(2)).
///
/// - Parameter path: A file in that folder.
/// - Throws: `.sync` when the disk will not say so, `.inputOutput` when the folder cannot be opened.
package func syncFolder(of path: String) throws(StoreError) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let folder =
        parts.isEmpty ? "." : parts.count == 1 && parts.first == "" ? "/" : parts.joined(separator: "/")
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
        throw StoreError(kind: .inputOutput, message: "cannot open \(folder): \(describe(errno))")
    }
    defer { _ = close(descriptor) }
    // Some file systems sync no folder, and say so.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
        throw StoreError(kind: .sync, message: "cannot sync \(folder): \(describe(errno))")
    }
}
