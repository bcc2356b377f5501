import Foundation
import Synchronization

/// A folder for what a comparison makes, which goes with it.
final class Scratch {
    private let folder: URL

    init(in directory: String) throws {
        folder = URL(filePath: directory).appending(path: "loyalty-compare-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        Self.standing.withLock { [folder] in _ = $0.insert(folder) }
    }

    deinit {
        Self.standing.withLock { [folder] in _ = $0.remove(folder) }
        try? FileManager.default.removeItem(at: folder)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    private static let standing = Mutex<Set<URL>>([])

    static func removeAll() {
        for folder in standing.withLock({ $0 }) { try? FileManager.default.removeItem(at: folder) }
    }
}
