package import Model
internal import Glibc
internal import Store

/// The secrets that must sign — customer tokens and postback URLs — derived by HMAC from one master key (rule 11.3).
///
/// The master key is 32 random bytes in a file of mode 600 beside the database. Nothing derived is stored; renewing a
/// book's secrets counts its generation up.
package struct Secrets: Sendable {
    private let master: [UInt8]

    /// Secrets of a given master key; for tests and for ``loadOrMake(beside:)``.
    package init(master: [UInt8]) { self.master = master }

    /// What a derived key is for; the text is part of the derivation.
    package enum Purpose: String, Sendable {
        case customerToken = "customer-token"
        case postback = "postback"
        case device = "device"
        /// Postal addresses of customers, and network addresses of claims.
        case address = "address"
        /// Ids of customers who are known by their contact alone.
        case contact
        /// Ids of customers who were erased lately.
        case erased = "erased"
        /// What the Nector dialect calls customers, entries, coupons, triggers and offers.
        case nectorID = "nector-id"
        /// The signing secrets of the Nector dialect's keys, and the seal of those that were brought along.
        case nectorSigning = "nector-signing"
        /// The keys that the demo prints, so that a second start prints the same ones.
        case demoKeys = "demo-keys"
    }

    /// The key for one purpose, brand, mode and generation.
    package func key(_ purpose: Purpose, brand: BrandID, mode: Mode, generation: Int64) -> [UInt8] {
        let label = "loyalty-bff/\(purpose.rawValue)/\(brand.text)/\(mode.rawValue)/\(generation)"
        return HMACSHA256.Key(master).code(for: label).bytes
    }

    /// The key of the digests that stand for erased ids of a book.
    package func erasedKey(of book: Book) -> HMACSHA256.Key {
        HMACSHA256.Key(key(.erased, brand: book.brand, mode: book.mode, generation: 0))
    }

    /// Reads `DATABASE.secret`, or makes it on the database's first use.
    ///
    /// - Throws: ``SecretsError`` when the file cannot be read or made, is not 32 bytes, or others may read it.
    package static func loadOrMake(beside databasePath: String) throws(SecretsError) -> Secrets {
        if let present = try load(beside: databasePath) { return present }
        let path = path(beside: databasePath)
        let bytes = randomBytes(SecretsLimits.masterBytes)
        try write(bytes, to: path)
        return Secrets(master: bytes)
    }

    /// Where the master key of a database lies.
    package static func path(beside databasePath: String) -> String { databasePath + ".secret" }

    /// Reads `DATABASE.secret`; nil where there is none.
    ///
    /// - Throws: ``SecretsError`` when the file cannot be read, is not 32 bytes, or others may read it.
    package static func load(beside databasePath: String) throws(SecretsError) -> Secrets? {
        try read(path(beside: databasePath)).map(Secrets.init(master:))
    }

    /// Writes the master key to a file of its own.
    ///
    /// - Parameter overwrites: Whether it may take the place of another one.
    package func write(to path: String, overwrites: Bool) throws(SecretsError) {
        if overwrites { _ = unsafe unlink(path) }
        try Self.write(master, to: path)
    }

    /// Puts the master key beside a database; another one that lies there is kept as `name.secret`.
    func put(at databasePath: String, keepingOldAs name: String) throws(SecretsError) {
        let path = Self.path(beside: databasePath)
        if let present = try Self.read(path) {
            if present == master { return }
            guard unsafe rename(path, Self.path(beside: name)) == 0 else {
                throw SecretsError("cannot set \(path) aside")
            }
        }
        try Self.write(master, to: path)
    }

    private static func read(_ path: String) throws(SecretsError) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw SecretsError("cannot read \(path)") }
            return nil
        }
        defer { _ = close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw SecretsError("\(path) must be readable by its owner only (chmod 600)")
        }
        var bytes = [UInt8](repeating: 0, count: SecretsLimits.masterBytes + 1)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
        }
        guard count == SecretsLimits.masterBytes else {
            throw SecretsError("\(path) must hold exactly \(SecretsLimits.masterBytes) bytes")
        }
        return Array(bytes.prefix(count))
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(SecretsError) {
        let draft = path + ".new"
        // One that a crash left is no secret yet.
        _ = unsafe unlink(draft)
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SecretsError("cannot make \(draft)") }
        defer { _ = close(descriptor) }
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count, fsync(descriptor) == 0, unsafe rename(draft, path) == 0 else {
            throw SecretsError("cannot write \(path)")
        }
        // Whoever was given a token signed with it must be able to show it after a loss of power.
        do { try syncFolder(of: path) } catch { throw SecretsError("cannot keep \(path): \(error.message)") }
    }
}

/// Why the master key cannot be had.
package struct SecretsError: Error, Sendable, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}

/// Sizes of secrets.
package enum SecretsLimits {
    package static let masterBytes = 32
}
