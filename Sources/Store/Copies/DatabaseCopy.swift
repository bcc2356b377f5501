internal import Glibc

/// Whole databases as files: copied from one snapshot, checked, and put in place so that nobody ever sees half of one.
package enum DatabaseCopy {
    /// What lies beside a database while it is used.
    private static let companions = ["-wal", "-shm", "-journal"]

    /// Copies a database, served or not, into a new file of mode 600 that needs no other beside it, and checks that SQLite
    /// finds it sound. It is on disk when this returns.
    ///
    /// - Returns: The copy's bytes.
    /// - Throws: ``StoreError``; there is no copy then.
    @discardableResult
    package static func make(
        of source: String, at path: String, progress: (CopyProgress) -> Void = { _ in }
    ) throws -> Int64 {
        remove(path)
        do {
            try makePrivate(path)
            let original = try Connection(path: source, access: .readOnly)
            try original.execute(Pragmas.patience)
            let copy = try Connection(path: path, access: .readWrite)
            // The file is nobody's until it has its name: it needs no log of its own, and is synced at the end.
            try copy.execute("PRAGMA synchronous = OFF")
            try original.copyEverything(to: copy, progress: progress)
            copy.close()
            original.close()
            try finish(path)
            return try sync(path)
        } catch {
            remove(path)
            throw error
        }
    }

    /// Turns a copy of a database in WAL mode into a file that is whole by itself, and checks it.
    private static func finish(_ path: String) throws {
        let copy = try Connection(path: path, access: .readWrite)
        defer { copy.close() }
        try copy.execute("PRAGMA synchronous = OFF")
        _ = try copy.all("PRAGMA journal_mode = DELETE") { $0.text(0) }
        try check(copy, path, isQuick: true)
    }

    /// Holds a database file against itself; it must not be in use.
    ///
    /// - Throws: ``StoreError/Kind/corrupt`` with what is wrong.
    package static func check(_ path: String) throws {
        let connection = try Connection(path: path, access: .readOnly)
        defer { connection.close() }
        try check(connection, path, isQuick: false)
    }

    private static func check(_ connection: Connection, _ path: String, isQuick: Bool) throws {
        let faults = try connection.faultsOfFile(isQuick: isQuick)
        guard let first = faults.first else { return }
        let more = faults.count > 1 ? " (and \(faults.count - 1) more)" : ""
        throw StoreError(kind: .corrupt, message: "\(path) is damaged: \(first)\(more)")
    }

    /// The version of the schema that a database has; 0 for an empty file.
    ///
    /// - Throws: ``StoreError/Kind/unknownSchema`` for another program's database, or one of a newer version.
    package static func schemaVersion(of path: String) throws -> Int64 {
        let connection = try Connection(path: path, access: .readOnly)
        defer { connection.close() }
        try connection.execute(Pragmas.patience)
        try Migrations.check(connection)
        return try Migrations.present(in: connection)
    }

    /// Gives a finished file its name.
    ///
    /// - Parameter overwrites: Whether it may take the place of another one.
    /// - Throws: ``StoreError``; the other file then stands as it was.
    package static func place(_ path: String, at name: String, overwrites: Bool) throws(StoreError) {
        if overwrites {
            guard unsafe rename(path, name) == 0 else { throw failed("put \(name) in place") }
        } else {
            // link(2) fails where there is something by that name, and rename(2) would take its place.
            guard unsafe link(path, name) == 0 else { throw failed("make \(name)") }
            _ = unsafe unlink(path)
        }
        try syncFolder(of: name)
    }

    /// Gives what a database consists of other names, so that nothing of it is lost; the first is `name` itself.
    package static func setAside(_ path: String, as name: String) throws(StoreError) {
        // A log without its database is harmless under its new name; a database must never meet another one's log.
        for companion in companions where unsafe access(path + companion, F_OK) == 0 {
            guard unsafe rename(path + companion, name + companion) == 0 else {
                throw failed("set \(path)\(companion) aside")
            }
        }
        guard unsafe link(path, name) == 0 else { throw failed("set \(path) aside") }
        try syncFolder(of: name)
    }

    /// Removes a database with everything beside it but its secret.
    package static func remove(_ path: String) {
        for end in [""] + companions + [".lock"] { _ = unsafe unlink(path + end) }
    }

    /// Whether two names are of one file.
    package static func isSameFile(_ one: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard unsafe stat(one, &first) == 0, unsafe stat(other, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// Whether something is there.
    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    private static func makePrivate(_ path: String) throws(StoreError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failed("make \(path)") }
        _ = close(descriptor)
    }

    /// Has the disk keep a file; answers its bytes.
    private static func sync(_ path: String) throws(StoreError) -> Int64 {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed("open \(path)") }
        defer { _ = close(descriptor) }
        var status = stat()
        guard fsync(descriptor) == 0, unsafe fstat(descriptor, &status) == 0 else {
            throw failed("sync \(path)")
        }
        return Int64(status.st_size)
    }

    private static func failed(_ task: String) -> StoreError {
        let code = errno
        let kind: StoreError.Kind = code == ENOSPC || code == EDQUOT ? .full : .inputOutput
        return StoreError(kind: kind, message: "cannot \(task): \(describe(code))")
    }
}
