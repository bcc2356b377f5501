package import Foundation

/// A directory that goes with the test.
package final class Scratch: Sendable {
    /// Where it is.
    package let url: URL

    /// Makes it, empty.
    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "loyalty-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The path of what is in it under a name.
    package func path(_ name: String) -> String { url.appending(path: name).path }
}
