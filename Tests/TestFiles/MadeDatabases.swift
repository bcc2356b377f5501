internal import Foundation
internal import Synchronization

/// Databases that many tests begin with, each made once and copied.
///
/// A recipe is all that a database depends on; a product is what its making leaves beside the file: keys, for one.
package final class MadeDatabases<Recipe: Hashable & Sendable, Product: Sendable>: Sendable {
    private struct Made: Sendable {
        let file: Data
        let product: Product
    }

    private let made = Mutex<[Recipe: Made]>([:])

    package init() {}

    /// Puts one at a path where there is none; answers what was made with it.
    ///
    /// - Parameter make: Makes the database at a path, where an empty one is, and closes it.
    package func copy(
        _ recipe: Recipe, to path: String, make: (_ path: String) throws -> Product
    ) throws -> Product {
        let known = made.withLock { $0[recipe] }
        // Two tests may make the same one at once: either serves.
        let made = try known ?? first(make)
        if known == nil { self.made.withLock { $0[recipe] = made } }
        try made.file.write(to: URL(filePath: path))
        return made.product
    }

    private func first(_ make: (_ path: String) throws -> Product) throws -> Made {
        let folder = try Scratch()
        let path = folder.path("made.db")
        try EmptyDatabase.copy(to: path)
        let product = try make(path)
        return Made(file: try Data(contentsOf: URL(filePath: path)), product: product)
    }
}
