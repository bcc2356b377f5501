import Engine
import Glibc

/// Backups, which the process that has the database makes.
extension Operation {
    /// Where the backup goes; an absolute path, because a server's own folder is another one.
    func backupPath() throws(UsageError) -> String {
        guard let path = arguments["to"], path.hasPrefix("/"), !path.hasSuffix("/") else {
            throw UsageError("FILE is the backup to make")
        }
        return path
    }

    func backUp(_ engine: Engine, _ output: some OperationOutput) throws -> Int32 {
        let receipt = try BackUp.run(
            to: try backupPath(), overwrites: arguments["overwrite"] != nil, on: engine,
            progress: output.progress)
        output.note("\(receipt.secretPath) is the secret that belongs to it; keep the two together")
        output.answer("backed up: \(receipt.path), \(receipt.bytes) bytes")
        return ExitCode.success
    }

    /// A path as it is from the root.
    static func absolute(_ path: String) throws(UsageError) -> String {
        guard !path.isEmpty, path != "-" else { throw UsageError("FILE is the backup to make") }
        if path.hasPrefix("/") { return path }
        guard let folder = unsafe getcwd(nil, 0) else { throw UsageError("there is no current folder") }
        defer { unsafe free(folder) }
        return unsafe String(cString: folder) + "/" + path
    }
}
