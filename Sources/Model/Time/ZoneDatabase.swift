import Glibc

/// The machine's time zone files: one TZif file per identifier under a directory.
struct ZoneDatabase {
    /// The largest file that is read; real ones stay below 4 KiB.
    static let fileBytesMax = 256 * 1024
    /// The longest identifier that is looked up; real ones stay below 40.
    static let identifierBytesMax = 64

    /// The directories to look in, the first that exists being the one.
    let directories: [String]

    /// The machine's database: TZDIR, if set, or where Linux distributions put it.
    static var current: ZoneDatabase {
        if let directory = unsafe getenv("TZDIR") {
            return ZoneDatabase(directories: [unsafe String(cString: directory)])
        }
        return ZoneDatabase(directories: [
            "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo",
        ])
    }

    func zone(_ identifier: String) throws(ZoneError) -> BrandZone {
        guard ZoneDatabase.isPlausible(identifier) else { throw .invalidIdentifier(identifier) }
        guard let directory = directories.first(where: { unsafe access($0, R_OK | X_OK) == 0 }) else {
            throw .databaseMissing(directories)
        }
        guard let bytes = try ZoneDatabase.contents("\(directory)/\(identifier)", identifier) else {
            throw .unknownZone(identifier)
        }
        do throws(TZifError) {
            return BrandZone(identifier: identifier, table: try TZif.table(bytes))
        } catch {
            throw .malformed(identifier, reason: error.reason)
        }
    }

    /// Whether a text has the form of an IANA identifier, so that it cannot lead out of the directory.
    ///
    /// The theory file of tzdata allows letters, digits, `-`, `+` and `_` in each part. Two directories and
    /// two files hold no zones of their own: `posix` and `right` are variants (with leap seconds),
    /// `localtime` and `posixrules` are whatever the machine has been set to.
    static func isPlausible(_ identifier: String) -> Bool {
        let parts = identifier.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard identifier.utf8.count <= identifierBytesMax, let first = parts.first.map({ String($0) }),
            !["posix", "right", "localtime", "posixrules"].contains(first)
        else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty && part.first != UInt8(ascii: "-") && part.allSatisfy(isIdentifierCharacter)
        }
    }

    private static func isIdentifierCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The bytes of a regular file, or nil if there is none.
    private static func contents(_ path: String, _ identifier: String) throws(ZoneError) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .malformed(identifier, reason: "it cannot be opened (errno \(errno))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let got = unsafe read(descriptor, &chunk, chunk.count)
            if got == 0 { return bytes }
            // A directory such as America opens, but does not read.
            if got < 0, errno == EISDIR { return nil }
            guard got > 0 else { throw .malformed(identifier, reason: "it cannot be read (errno \(errno))") }
            bytes += chunk.prefix(got)
            guard bytes.count <= fileBytesMax else { throw .malformed(identifier, reason: "it is too large") }
        }
    }
}
