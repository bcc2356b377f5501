/// One option of the command line; the help, the parser and the configuration all read this.
struct Option: Sendable, Hashable {
    /// Without its hyphens: `log-level`.
    let name: String
    /// What stands for its value in the help; nil for a switch that takes none.
    let placeholder: String?
    let summary: String
    /// As the help shows it; nil when there is none.
    var byDefault: String?
    /// Whether it may also come from the environment and the configuration file.
    var isSetting = false

    /// `LOYALTY_LOG_LEVEL`.
    var environmentName: String {
        "LOYALTY_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}

extension Option {
    static let help = Option(name: "help", placeholder: nil, summary: "Shows this help.")

    static let database = Option(
        name: "database", placeholder: "FILE",
        summary: "The database; its lock, socket and master key lie beside it.",
        isSetting: true)
    static let config = Option(
        name: "config", placeholder: "FILE", summary: "A file of settings, one `name = value` a line.")

    static let host = Option(
        name: "host", placeholder: "ADDR", summary: "The address to listen on, IPv4 or IPv6.",
        byDefault: "127.0.0.1", isSetting: true)
    static let port = Option(
        name: "port", placeholder: "N", summary: "The port to listen on; 0 takes any free one.",
        byDefault: "8080",
        isSetting: true)
    static let loops = Option(
        name: "loops", placeholder: "N", summary: "Event loops, each a thread.",
        byDefault: "one per processor",
        isSetting: true)
    static let drain = Option(
        name: "drain-seconds", placeholder: "N", summary: "How long a stop waits for requests in flight.",
        byDefault: "8", isSetting: true)
    static let rateLimits = Option(
        name: "rate-limits", placeholder: "on|off",
        summary: "Whether requests are limited per key and customer.",
        byDefault: "on", isSetting: true)
    static let screenCache = Option(
        name: "screen-cache-mb", placeholder: "N",
        summary: "Megabytes of rendered screens that each loop keeps; 0 keeps none.", byDefault: "64",
        isSetting: true)
    static let logLevel = Option(
        name: "log-level", placeholder: "LEVEL", summary: "error, warning, info or debug.", byDefault: "info",
        isSetting: true)

    static let trustedProxies = Option(
        name: "trusted-proxies", placeholder: "CIDR,…",
        summary: "Proxies whose X-Forwarded-For is believed: addresses and ranges, with commas between them.",
        isSetting: true)
    static let publicURL = Option(
        name: "public-url", placeholder: "URL",
        summary: "The address under which clients reach the service, for the links that it gives out.",
        isSetting: true)

    static let verifyHours = Option(
        name: "verify-hours", placeholder: "N",
        summary: "Hours between two verifications in the background, in small steps; 0 for none.",
        byDefault: "6", isSetting: true)
    static let overwrite = Option(
        name: "overwrite", placeholder: nil, summary: "Replaces files that are there already.")
    static let replace = Option(
        name: "replace", placeholder: nil,
        summary: "Sets a database that is there already aside, under a name with the time in it.")
    static let check = Option(
        name: "check", placeholder: nil, summary: "Tries it on a copy only; the database stays as it is.")

    static let months = Option(
        name: "months", placeholder: "N", summary: "How many months of orders are compared.", byDefault: "12")
    static let json = Option(
        name: "json", placeholder: nil, summary: "Prints the whole report, with all evidence, as JSON.")

    static let demoDatabase = Option(
        name: "database", placeholder: "FILE",
        summary: "Keeps the demo there and serves it again next time; without it, it is gone at the end.")
    static let demoPort = Option(
        name: "port", placeholder: "N", summary: "The port to listen on; 0 takes any free one.",
        byDefault: "8080")
    static let envFile = Option(
        name: "env-file", placeholder: "FILE",
        summary: "Writes address, keys and token there as shell assignments.")

    static let brand = Option(
        name: "brand", placeholder: "ID", summary: "The brand; may be left out while there is only one.")
    static let mode = Option(
        name: "mode", placeholder: "live|test", summary: "The live books or the sandbox.", byDefault: "live")
    static let kind = Option(name: "kind", placeholder: "read|write|admin", summary: "What the key may do.")
    static let trigger = Option(
        name: "trigger", placeholder: "ID", summary: "A trigger of the programme, such as the app install.")
    static let provider = Option(
        name: "provider", placeholder: "NAME",
        summary: "appsflyer, adjust, branch, singular, kochava or generic.", byDefault: "generic")
    static let server = Option(
        name: "server", placeholder: nil,
        summary: "A read key that reads any customer without a token; for back ends only.")
    static let dialect = Option(
        name: "dialect", placeholder: "native|nector", summary: "The wire format that the key is for.",
        byDefault: "native")
    static let storefront = Option(
        name: "storefront", placeholder: nil,
        summary: "A Nector read key that sees a customer only beside that customer's own credential.")
    static let label = Option(name: "label", placeholder: "TEXT", summary: "A note to recognise the key by.")
    static let overlap = Option(
        name: "overlap", placeholder: "TIME", summary: "How long the old key stays good: 30m, 24h, 7d or 0.",
        byDefault: "24h")
    static let reward = Option(
        name: "reward", placeholder: "ID", summary: "A reward of the programme that draws codes from a pool.")
    static let name = Option(
        name: "name", placeholder: "TEXT", summary: "What the import is called.", byDefault: "the file's name"
    )
    static let version = Option(
        name: "version", placeholder: "N", summary: "A version of the programme; the newest one without it.")
    static let advance = Option(
        name: "advance", placeholder: "TIME",
        summary: "How far to move: 90s, 30m, 24h, 30d; it is shown without.")
    static let skipBadRows = Option(
        name: "skip-bad-rows", placeholder: nil,
        summary:
            "Imports the good rows of a file that has bad ones; without it such a file is left out whole.")
}
