import Engine
import Model
import Store
import TestFiles

/// The database that a shop begins with: two brands and every kind of key.
enum ShopDatabase {
    private struct Recipe: Hashable {
        let programme: String
        let now: Instant
    }

    static let secrets = Secrets(master: Array(repeating: 9, count: 32))
    private static let made = MadeDatabases<Recipe, [APIShop.KeyName: Keys.Made]>()

    /// Puts one at a path where there is none; answers its keys.
    static func copy(
        _ programme: String, at now: Instant, to path: String
    ) throws -> [APIShop.KeyName: Keys.Made] {
        try made.copy(Recipe(programme: programme, now: now), to: path) { path in
            let store = try Store(path: path, now: now)
            defer { store.close() }
            let engine = try Engine(store: store, secrets: secrets, clock: ManualClock(now))
            for programme in [programme, APIShop.programme(brand: "other-shop")] {
                _ = try PublishProgramme.run(Array(programme.utf8), by: .commandLine, on: engine)
            }
            var keys: [APIShop.KeyName: Keys.Made] = [:]
            for name in APIShop.KeyName.allCases { keys[name] = try Keys.create(name.wanted, on: engine) }
            return keys
        }
    }
}

extension APIShop.KeyName {
    fileprivate var wanted: Keys.Wanted {
        let (brand, mode, kind): (String, Mode, KeyKind) =
            switch self {
            case .read, .server: ("corner-shop", .live, .read)
            case .write: ("corner-shop", .live, .write)
            case .admin: ("corner-shop", .live, .admin)
            case .testRead: ("corner-shop", .test, .read)
            case .testWrite: ("corner-shop", .test, .write)
            case .testAdmin: ("corner-shop", .test, .admin)
            case .otherRead, .otherServer: ("other-shop", .live, .read)
            case .otherWrite: ("other-shop", .live, .write)
            case .otherAdmin: ("other-shop", .live, .admin)
            }
        let isServer = self == .server || self == .otherServer
        return Keys.Wanted(brand: BrandID(brand), mode: mode, kind: kind, isServer: isServer)
    }
}
