// swift-tools-version: 6.3
import PackageDescription

/// Whether the fuzzer is built; its own library links Swift's as it finds it.
let isFuzzing = Context.environment["LOYALTY_FUZZ"] != nil

/// The release is one file that needs no Swift on the machine where it runs, and starts without looking for ten libraries
/// and their 100,000 addresses: 3.5 ms instead of 11.6.
let whole = isFuzzing ? [] : ["-static-stdlib"]

/// What libFuzzer asks of the code that it drives: which branches an input took, and what it compared.
let traced =
    isFuzzing ? ["-sanitize-coverage=edge,indirect-calls,trace-cmp,inline-8bit-counters,pc-table"] : []

/// The settings of every Swift target.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0458-strict-memory-safety.md
    .strictMemorySafety(),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0480-swiftpm-warning-control.md
    .treatAllWarnings(as: .error),
    // The checks at run time that no value is changed while it is read cost a fifth of a kept screen's time. What they
    // would find, debug builds and their tests find: every test runs with them.
    .unsafeFlags(["-enforce-exclusivity=unchecked"] + whole, .when(configuration: .release)),
    // An index of the toolchain's own modules beside each of ours takes a sixth of a debug build's time.
    .unsafeFlags(["-index-ignore-system-modules"], .when(configuration: .debug)),
    .unsafeFlags(traced),
]

/// The settings of the programs that are linked.
let linked: [LinkerSetting] = [.unsafeFlags(whole, .when(configuration: .release))]

/// A library target of ours, under `Sources/<name>`.
func layer(_ name: String, imports: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: imports, swiftSettings: strict)
}

/// The tests of one layer, under `Tests/<name>`.
func tests(_ name: String, of imports: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: imports, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "loyalty-bff",
    products: [
        .executable(name: "loyalty", targets: ["loyalty"]),
        .executable(name: "loyalty-bench", targets: ["loyalty-bench"]),
    ],
    targets: [
        // The layers; imports point down this list only, which TidyTests checks.
        .executableTarget(
            name: "loyalty",
            dependencies: [
                "NectorDialect", "API", "HTTPServer", "Screens", "Engine", "Store", "Model", "Assets",
            ],
            swiftSettings: strict, linkerSettings: linked),
        layer("NectorDialect", imports: ["API", "HTTPServer", "Screens", "Engine", "Model"]),
        layer("API", imports: ["CLinux", "HTTPServer", "Screens", "Engine", "Store", "Model", "Assets"]),
        layer("Screens", imports: ["Engine", "Model"]),
        layer("Engine", imports: ["Store", "Model"]),
        layer("Store", imports: ["CFiles", "CPages", "CSQLite", "CThreadSanitizer", "Model"]),
        layer("HTTPServer", imports: ["CLinux", "CThreadSanitizer"]),
        layer("Model", imports: ["CSHA256"]),
        .target(name: "CSHA256"),
        .target(name: "CLinux"),
        .target(name: "CPages"),
        .target(name: "CFiles", dependencies: ["CSQLite"]),
        // Nobody imports it: it is linked in, and empty but in a build with `--sanitize=thread`.
        .target(name: "CThreadSanitizer"),
        .target(
            name: "Assets", exclude: ["cdnow_sample.txt", "demo_programme.json", "programme.schema.json"]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .executableTarget(
            name: "loyalty-bench",
            dependencies: ["Engine", "Store", "Model"],
            swiftSettings: strict, linkerSettings: linked),

        // What several of the tests start from.
        .target(
            name: "TestFiles", dependencies: ["Store", "Model"], path: "Tests/TestFiles",
            swiftSettings: strict),
        tests("ModelTests", of: ["Model", "Assets"]),
        tests("HTTPServerTests", of: ["HTTPServer"]),
        tests("StoreTests", of: ["TestFiles", "Store", "Model"]),
        tests("EngineTests", of: ["TestFiles", "Engine", "Store", "Model"]),
        tests("ScreensTests", of: ["Screens", "Engine", "Store", "Model"], exclude: ["Snapshots"]),
        tests(
            "APITests",
            of: ["TestFiles", "NectorDialect", "API", "HTTPServer", "Screens", "Engine", "Store", "Model"]),
        tests("ProcessTests", of: ["TestFiles", "Model"]),
        tests("BenchTests", of: ["loyalty-bench"]),
        tests("TidyTests", of: []),
    ],
    // `#embed` in Assets is C23.
    cLanguageStandard: .c2x
)

// A build under a sanitizer has only the tests that it runs: whole targets, or some of the files and folders of one:
// `LOYALTY_TESTS=StoreTests,APITests/Support,APITests/ConcurrencyTests.swift`.
if let chosen = Context.environment["LOYALTY_TESTS"]?.split(separator: ",") {
    for target in package.targets where target.type == .test {
        let folder = "\(target.name)/"
        let parts = chosen.filter { $0.hasPrefix(folder) }.map { $0.dropFirst(folder.count) }
        if !parts.isEmpty {
            target.sources = parts.map(String.init)
        } else if !chosen.contains(target.name[...]) {
            package.targets.removeAll { $0 === target }
        }
    }
}

// Sends made-up bytes to whatever reads bytes of strangers. It is built by Tests/Fuzz/run alone, for libFuzzer.
if isFuzzing {
    package.targets += [
        .target(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
        .executableTarget(
            name: "loyalty-fuzz",
            dependencies: [
                "CFuzzer", "NectorDialect", "API", "Screens", "Engine", "Store", "HTTPServer", "Model",
            ],
            path: "Tests/Fuzz/Sources", swiftSettings: strict,
            // The usual linker has an error of its own with libFuzzer.
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ]
    package.products.append(.executable(name: "loyalty-fuzz", targets: ["loyalty-fuzz"]))
}
