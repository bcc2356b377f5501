import Model
import Store

/// Copies the books into one file while they are served, with the secret that they need beside it.
package enum BackUp {
    /// What was made.
    package struct Receipt: Sendable, Hashable {
        /// The copy's bytes.
        package let bytes: Int64
        package let path: String
        /// Where the secret went: a brand that is restored without it has other tokens, postback addresses and digests.
        package let secretPath: String
    }

    /// Writes a backup that holds every write that was acknowledged before it began.
    ///
    /// - Parameters:
    ///   - path: The new file; the secret goes beside it, as `.secret`.
    ///   - overwrites: Whether files of these names may be replaced.
    package static func run(
        to path: String, overwrites: Bool, on engine: Engine, progress: ProgressReport = { _ in }
    ) throws(AdministrationError) -> Receipt {
        let database = engine.store.path
        let secret = Secrets.path(beside: path)
        do {
            for name in [path, secret] where DatabaseCopy.exists(name) {
                guard overwrites else {
                    throw AdministrationError(
                        "cannot back up: \(name) is there already; --overwrite replaces it")
                }
                guard !DatabaseCopy.isSameFile(name, database),
                    !DatabaseCopy.isSameFile(name, Secrets.path(beside: database))
                else { throw AdministrationError("cannot back up: \(name) is what is to be backed up") }
            }
            let draft = path + ".part"
            let bytes = try DatabaseCopy.make(of: database, at: draft) { done in
                progress(
                    AdministrationProgress(
                        phase: "copying", done: done.pages, total: done.total, unit: "pages"))
            }
            do {
                try engine.secrets.write(to: secret, overwrites: overwrites)
                try DatabaseCopy.place(draft, at: path, overwrites: overwrites)
            } catch {
                DatabaseCopy.remove(draft)
                throw error
            }
            return Receipt(bytes: bytes, path: path, secretPath: secret)
        } catch {
            throw AdministrationError(error, doing: "cannot back up")
        }
    }
}
