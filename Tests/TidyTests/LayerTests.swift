import Foundation
import Testing

/// The layers: what each target may import. The manifest cannot see a transitive import; this can.
struct LayerTests {
    /// Our own targets that each target may import, from the bottom up.
    static let mayImport: [String: Set<String>] = [
        "Model": ["CSHA256"],
        "HTTPServer": ["CLinux"],
        "Store": ["CFiles", "CPages", "CSQLite", "Model"],
        "Engine": ["Store", "Model"],
        "Screens": ["Engine", "Model"],
        "API": ["CLinux", "HTTPServer", "Screens", "Engine", "Store", "Model", "Assets"],
        "NectorDialect": ["API", "HTTPServer", "Screens", "Engine", "Model"],
        "loyalty": ["NectorDialect", "API", "HTTPServer", "Screens", "Engine", "Store", "Model", "Assets"],
        "loyalty-bench": ["Engine", "Store", "Model"],
    ]

    /// Modules of the toolchain that a target may import; Foundation is for cold paths and stays out of the rest.
    static let toolchain: [String: Set<String>] = [
        "Model": ["Glibc", "Synchronization"],
        "HTTPServer": ["Glibc", "Synchronization", "Dispatch"],
        "Store": ["Glibc", "Synchronization", "Dispatch"],
        "Engine": ["Glibc", "Synchronization"],
        "Screens": ["Foundation", "Synchronization"],
        "API": ["Glibc", "Synchronization", "Dispatch"],
        "NectorDialect": [],
        "loyalty": ["Foundation", "Glibc", "Synchronization", "Dispatch"],
        "loyalty-bench": ["Foundation", "Glibc", "Synchronization", "Dispatch"],
    ]

    @Test(arguments: SourceFile.sources)
    func `imports point down the layers`(file: SourceFile) throws {
        let allowed = try #require(Self.mayImport[file.target]).union(
            try #require(Self.toolchain[file.target]))
        for (number, line) in file.lines.enumerated() {
            guard let module = Self.imported(by: line) else { continue }
            #expect(allowed.contains(module), "\(file.path):\(number + 1) imports \(module)")
        }
    }

    @Test func `each layer's first file says what the layer is for`() throws {
        for target in Self.mayImport.keys {
            let headers = SourceFile.sources.filter { file in
                file.target == target && (file.lines.first?.hasPrefix("// \(target)") ?? false)
            }
            #expect(headers.count == 1, "\(target) is introduced by \(headers.count) files")
        }
    }

    @Test func `the manifest names no package`() throws {
        let manifest = try String(
            contentsOf: SourceFile.root.appending(path: "Package.swift"), encoding: .utf8)
        #expect(!manifest.contains(".package("))
    }

    @Test func `the top level holds what was agreed`() throws {
        let agreed: Set = ["Package.swift", "Sources", "Tests", "openapi.yaml", "README.md"]
        let present = try FileManager.default.contentsOfDirectory(atPath: SourceFile.root.path)
        for name in present where !name.hasPrefix(".") && name != "Package.resolved" {
            #expect(agreed.contains(name), "\(name) is at the top level")
        }
    }

    private static func imported(by line: String) -> String? {
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place <= 2, place + 1 < words.count else {
            return nil
        }
        let before = words[..<place]
        guard
            before.allSatisfy({ $0 == "package" || $0 == "internal" || $0 == "private" || $0.hasPrefix("@") })
        else { return nil }
        return String(words[place + 1])
    }
}
