package import Model
import Store

/// Puts a backup in a database's place, once it has turned out sound.
package enum Restore {
    /// What was done.
    package struct Receipt: Sendable, Hashable {
        package let findings: Rehearsal.Findings
        /// What the database that was there is called now; nil where there was none.
        package let setAside: String?
        /// Whether the secret is the backup's own; else it is the one that lay beside the database.
        package let hasOwnSecret: Bool
    }

    /// Checks a backup on a copy and puts the copy in place; the backup itself is only read.
    ///
    /// - Parameters:
    ///   - database: Where it goes. Nobody may have it open.
    ///   - replaces: Whether it may take the place of a database, which is set aside and kept.
    package static func run(
        from backup: String, to database: String, replaces: Bool, clock: any WallClock,
        progress: ProgressReport = { _ in }
    ) throws(AdministrationError) -> Receipt {
        do {
            guard DatabaseCopy.exists(backup) else { throw AdministrationError("there is no \(backup)") }
            guard !DatabaseCopy.isSameFile(backup, database) else {
                throw AdministrationError("\(backup) is the database itself")
            }
            // Held to the end: no server starts in between, and one that runs has it.
            let lock = try DatabaseLock(databasePath: database)
            defer { lock.release() }
            let isThere = DatabaseCopy.exists(database)
            guard !isThere || replaces else {
                throw AdministrationError(
                    "\(database) is there already; --replace sets it aside and keeps it")
            }
            let (secrets, isOwn) = try secrets(of: backup, for: database)
            let draft = database + ".restoring"
            let findings = try Rehearsal.run(
                of: backup, at: draft, secrets: secrets, clock: clock, progress: progress)
            let free = name(beside: database, at: clock.now())
            let aside = isThere ? free : nil
            if let aside { try DatabaseCopy.setAside(database, as: aside) }
            if isOwn { try secrets.put(at: database, keepingOldAs: free) }
            try DatabaseCopy.place(draft, at: database, overwrites: replaces)
            DatabaseCopy.remove(draft)
            return Receipt(findings: findings, setAside: aside, hasOwnSecret: isOwn)
        } catch {
            throw AdministrationError(error, doing: "cannot restore")
        }
    }

    /// The secret beside the backup; where there is none, the one beside the database.
    private static func secrets(of backup: String, for database: String) throws -> (Secrets, isOwn: Bool) {
        if let own = try Secrets.load(beside: backup) { return (own, true) }
        if let present = try Secrets.load(beside: database) { return (present, false) }
        throw AdministrationError(
            "\(Secrets.path(beside: backup)) is missing: without it customer tokens, postback addresses and digests"
                + " would be other ones; copy it there from where the backup was made")
    }

    /// A name that nothing has yet: the time, and a number where even that is taken.
    private static func name(beside database: String, at now: Instant) -> String {
        let base = "\(database).replaced-\(now.seconds)"
        var name = base
        var number = 1
        while DatabaseCopy.exists(name) {
            number += 1
            name = "\(base)-\(number)"
        }
        return name
    }
}
