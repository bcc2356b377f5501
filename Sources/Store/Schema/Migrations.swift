internal import Model

/// The versions of the schema, in order; each runs once, in a transaction with its row in `schema_versions`.
package enum Migrations {
    /// One step from a version to the next.
    struct Step {
        let version: Int64
        let statements: [String]
    }

    static let steps: [Step] = [
        Step(version: 1, statements: SchemaV1.statements), Step(version: 2, statements: SchemaV2.statements),
    ]

    /// The version that this program reads and writes.
    package static var current: Int64 { steps.last?.version ?? 0 }

    /// Refuses, before anything is written, a database made by a newer program or by another one.
    static func check(_ connection: Connection) throws {
        let tables = try connection.all("SELECT name FROM sqlite_schema WHERE type = 'table'") { $0.text(0) }
        guard tables.isEmpty || tables.contains("schema_versions") else {
            throw StoreError(
                kind: .unknownSchema, message: "the file is another program's database: it has other tables")
        }
        guard !tables.isEmpty else { return }
        let present = try version(of: connection)
        guard present <= current else {
            throw StoreError(
                kind: .unknownSchema,
                message: "the database has schema version \(present); this program knows up to \(current)")
        }
    }

    /// Brings the database up to ``current``.
    static func run(on connection: Connection, at now: Instant) throws {
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_versions (
                version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL
            ) STRICT
            """)
        let present = try version(of: connection)
        for step in steps where step.version > present {
            try connection.execute("BEGIN IMMEDIATE")
            do {
                for statement in step.statements { try connection.execute(statement) }
                try connection.run(
                    "INSERT INTO schema_versions (version, applied_at) VALUES ($1, $2)",
                    .integer(step.version), .instant(now))
                try connection.execute("COMMIT")
            } catch {
                try? connection.execute("ROLLBACK")
                throw error
            }
        }
    }

    /// The version that a database has; 0 for one in which there is nothing yet.
    static func present(in connection: Connection) throws -> Int64 {
        let isEmpty = try connection.first("SELECT 1 FROM sqlite_schema LIMIT 1") { $0.integer(0) } == nil
        return isEmpty ? 0 : try version(of: connection)
    }

    /// The version that a database has; 0 for a new one.
    package static func version(of connection: Connection) throws -> Int64 {
        try connection.first("SELECT max(version) FROM schema_versions") { $0.integer(0) } ?? 0
    }
}
