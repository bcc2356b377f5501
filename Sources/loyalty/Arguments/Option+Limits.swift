/// The limits and deadlines of connections.
extension Option {
    /// All of them, in the order of the help.
    static let limits = [
        connections, requestsPerConnection, buffers, headSeconds, bodySeconds, writeSeconds, idleSeconds,
    ]

    static let connections = Option(
        name: "connections-max", placeholder: "N",
        summary: "Connections open at once; then the oldest idle one is closed.", byDefault: "10000",
        isSetting: true)
    static let requestsPerConnection = Option(
        name: "requests-per-connection", placeholder: "N",
        summary: "Requests on one connection before it is closed; 0 sets no limit.", byDefault: "1000",
        isSetting: true)
    static let buffers = Option(
        name: "buffers-mb", placeholder: "N",
        summary: "Megabytes of half-sent requests and unread answers that all connections keep together.",
        byDefault: "64", isSetting: true)
    static let headSeconds = Option(
        name: "head-seconds", placeholder: "N",
        summary: "How long a request's line and fields may take to arrive.",
        byDefault: "10", isSetting: true)
    static let bodySeconds = Option(
        name: "body-seconds", placeholder: "N", summary: "How long a request's body may take in all.",
        byDefault: "15", isSetting: true)
    static let writeSeconds = Option(
        name: "write-seconds", placeholder: "N",
        summary: "How long a client may take to read an answer, or each megabyte of a longer one.",
        byDefault: "10", isSetting: true)
    static let idleSeconds = Option(
        name: "idle-seconds", placeholder: "N", summary: "How long a connection may stay without a request.",
        byDefault: "30", isSetting: true)
}
