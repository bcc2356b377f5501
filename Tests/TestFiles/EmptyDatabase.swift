internal import Foundation
internal import Model
internal import Store

/// The database that a first start makes.
///
/// Its tables are some hundred statements, each of which SQLite parses: it is made once in a process, and copied.
package enum EmptyDatabase {
    private static let made: Result<(folder: Scratch, path: String), any Error> = Result {
        let folder = try Scratch()
        let path = folder.path("empty.db")
        try Store(path: path, now: .epoch).close()
        return (folder, path)
    }

    /// Puts one at a path where there is none.
    package static func copy(to path: String) throws {
        try FileManager.default.copyItem(atPath: try made.get().path, toPath: path)
    }
}
