import Foundation
import Model
import TestFiles
import Testing

@testable import Engine

struct SecretsTests {
    private static func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private static func key(_ secrets: Secrets) throws -> [UInt8] {
        secrets.key(.customerToken, brand: try #require(BrandID("alpha")), mode: .live, generation: 1)
    }

    @Test func `the master key is made once, for its owner only, and found again`() throws {
        let folder = try Scratch()
        let path = folder.path("books.db")
        let first = try Secrets.loadOrMake(beside: path)
        #expect(try Self.permissions(path + ".secret") == 0o600)
        #expect(try Data(contentsOf: URL(filePath: path + ".secret")).count == SecretsLimits.masterBytes)
        #expect(try Self.key(Secrets.loadOrMake(beside: path)) == Self.key(first))
    }

    @Test func `two databases have different keys`() throws {
        let folder = try Scratch()
        let one = try Secrets.loadOrMake(beside: folder.path("one.db"))
        let other = try Secrets.loadOrMake(beside: folder.path("other.db"))
        #expect(try Self.key(one) != Self.key(other))
    }

    @Test(arguments: [(31, 0o600), (33, 0o600), (0, 0o600), (32, 0o640), (32, 0o604)])
    func `a key of another length, or that others may read, is refused`(bytes: Int, mode: Int) throws {
        let folder = try Scratch()
        let path = folder.path("books.db")
        try Data(repeating: 1, count: bytes).write(to: URL(filePath: path + ".secret"))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path + ".secret")
        let error = #expect(throws: SecretsError.self) { try Secrets.loadOrMake(beside: path) }
        #expect(error?.description.contains(path) == true)
    }

    @Test func `every purpose, brand, mode and generation has a key of its own`() throws {
        let secrets = Secrets(master: Array(repeating: 7, count: 32))
        var keys: [[UInt8]] = []
        for purpose in [Secrets.Purpose.customerToken, .postback, .device] {
            for brand in ["alpha", "beta"] {
                for mode in Mode.allCases {
                    for generation in 1...2 as ClosedRange<Int64> {
                        let brand = try #require(BrandID(brand))
                        keys.append(secrets.key(purpose, brand: brand, mode: mode, generation: generation))
                    }
                }
            }
        }
        #expect(Set(keys).count == 24)
        #expect(keys.allSatisfy { $0.count == 32 })
    }
}
