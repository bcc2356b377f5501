import Engine
import Model

/// What can be done to a database from the command line, whether or not a server has it: the same value runs
/// in this process or is sent to the one that owns the database.
struct Operation: Sendable {
    /// The operations by the names under which they travel.
    enum Name: String, CaseIterable, Sendable {
        case publish = "program publish"
        case show = "program show"
        case simulate = "program simulate"
        case keysCreate = "keys create"
        case keysImport = "keys import"
        case keysList = "keys list"
        case keysRevoke = "keys revoke"
        case keysRotate = "keys rotate"
        case connectorsInitialise = "connectors initialise"
        case connectorsList = "connectors list"
        case postbackAddress = "postbacks address"
        case importOrders = "import orders"
        case importPoints = "import points"
        case importCodes = "import codes"
        case importNectorIDs = "import nector-ids"
        case verify
        case backup
        case sandboxClock = "sandbox clock"
    }

    let name: Name
    /// By the options' names, as they were written; an operand by its own.
    var arguments: [String: String] = [:]

    /// Whether a file goes with it.
    var takesInput: Bool {
        switch name {
        case .publish, .simulate, .keysImport, .importOrders, .importPoints, .importCodes, .importNectorIDs:
            true
        default: false
        }
    }

    /// What an argument says; nil when it was not given.
    func parsed<Value>(
        _ argument: String, expecting expected: String, _ read: (String) -> Value?
    ) throws(UsageError) -> Value? {
        guard let text = arguments[argument] else { return nil }
        guard let value = read(text) else {
            throw UsageError("--\(argument) is \"\(text)\"; expected is \(expected)")
        }
        return value
    }

    func brand() throws(UsageError) -> BrandID? {
        try parsed("brand", expecting: BrandID.expected, BrandID.init)
    }

    func mode() throws(UsageError) -> Mode {
        try parsed("mode", expecting: "live or test", Mode.init(rawValue:)) ?? .live
    }

    /// The number in `key-12`.
    func key() throws(UsageError) -> Int64 {
        let number = arguments["key"].flatMap { text -> Int64? in
            guard text.hasPrefix("key-"), let number = Int64(text.dropFirst(4)), number > 0 else {
                return nil
            }
            return number
        }
        guard let number else {
            throw UsageError(
                "\"\(arguments["key"] ?? "")\" is no key id; expected is key-12, as `keys list` shows it")
        }
        return number
    }

    func wantedKey() throws(UsageError) -> Keys.Wanted {
        guard let kind = try parsed("kind", expecting: "read, write or admin", KeyKind.init(rawValue:)) else {
            throw UsageError("--kind is required: read, write or admin")
        }
        let dialect =
            name == .keysImport
            ? KeyDialect.nector
            : try parsed("dialect", expecting: "native or nector", KeyDialect.init(rawValue:)) ?? .native
        let isStorefront = arguments["storefront"] != nil
        guard !isStorefront || (dialect == .nector && kind == .read) else {
            throw UsageError("--storefront is for read keys of the Nector dialect")
        }
        guard !isStorefront || arguments["server"] == nil else {
            throw UsageError("a key is for servers or for storefronts: give --server or --storefront")
        }
        return Keys.Wanted(
            brand: try brand(), mode: try mode(), kind: kind,
            isServer: arguments["server"] != nil || (dialect == .nector && kind == .read && !isStorefront),
            label: arguments["label"] ?? "", dialect: dialect)
    }

    func overlapSeconds() throws(UsageError) -> Int64 {
        try parsed("overlap", expecting: "a time such as 30m, 24h, 7d or 0", Durations.seconds) ?? 86_400
    }

    /// The App Install Trigger ID, or another trigger's.
    func trigger() throws(UsageError) -> TriggerID {
        guard let trigger = try parsed("trigger", expecting: TriggerID.expected, TriggerID.init) else {
            throw UsageError("--trigger is required: the id of one of the programme's triggers")
        }
        return trigger
    }

    func provider() throws(UsageError) -> AttributionProvider {
        let expected = AttributionProvider.allCases.map(\.rawValue).joined(separator: ", ")
        return try parsed("provider", expecting: expected, AttributionProvider.init(rawValue:)) ?? .generic
    }

    /// The reward that codes are for.
    func reward() throws(UsageError) -> RewardID {
        guard let reward = try parsed("reward", expecting: RewardID.expected, RewardID.init) else {
            throw UsageError("--reward is required: the id of one of the programme's rewards")
        }
        return reward
    }

    /// What an import of points is called: its rows are taken once under it.
    func importName() throws(UsageError) -> String {
        let name = arguments["name"] ?? arguments["file"].map { String($0.split(separator: "/").last ?? "") }
        guard let name, !name.isEmpty, name != "-" else {
            throw UsageError("--name is required where the points come from standard input")
        }
        return name
    }

    /// How far the sandbox's clock is moved; nil shows it.
    func advanceSeconds() throws(UsageError) -> Int64? {
        let seconds = try parsed(
            "advance", expecting: "a time such as 90s, 30m, 24h or 30d", Durations.seconds)
        guard seconds != 0 else { throw UsageError("--advance is 0; the clock moves forward") }
        return seconds
    }

    /// How far back a what-if run goes.
    func months() throws(UsageError) -> Int64 {
        try parsed("months", expecting: "a number of months from 1 to \(WhatIf.monthsMax)") { text in
            Int64(text).flatMap { (1...WhatIf.monthsMax).contains($0) ? $0 : nil }
        } ?? 12
    }

    func version() throws(UsageError) -> Int64? {
        try parsed("version", expecting: "a version number from 1") { text in
            Int64(text).flatMap { $0 > 0 ? $0 : nil }
        }
    }

    /// Reads every argument once, so that what is wrong is said before anything is done.
    func check() throws(UsageError) {
        switch name {
        case .publish, .verify: break
        case .backup: _ = try backupPath()
        case .sandboxClock:
            _ = try brand()
            _ = try advanceSeconds()
        case .show:
            _ = try brand()
            _ = try version()
        case .simulate:
            _ = try mode()
            _ = try months()
        case .keysCreate, .keysImport: _ = try wantedKey()
        case .keysList: _ = try brand()
        case .keysRevoke: _ = try key()
        case .connectorsList: _ = try brand()
        case .connectorsInitialise:
            _ = try connector()
            _ = try brand()
            _ = try mode()
        case .keysRotate:
            _ = try key()
            _ = try overlapSeconds()
        case .postbackAddress:
            _ = try trigger()
            _ = try provider()
            _ = try brand()
            _ = try mode()
        case .importOrders, .importNectorIDs:
            _ = try brand()
            _ = try mode()
        case .importPoints:
            _ = try brand()
            _ = try mode()
            _ = try importName()
        case .importCodes:
            _ = try brand()
            _ = try mode()
            _ = try reward()
        }
    }
}

/// Lengths of time as people write them.
enum Durations {
    /// Seconds of `90s`, `30m`, `24h`, `7d` or `0`; nil for anything else.
    static func seconds(_ text: String) -> Int64? {
        if text == "0" { return 0 }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let last = text.last, let unit = units[last], text.utf8.count <= 10,
            let number = Int64(text.dropLast()), number >= 0
        else { return nil }
        let (seconds, isTooLong) = number.multipliedReportingOverflow(by: unit)
        return isTooLong ? nil : seconds
    }
}
