import Glibc

/// The options that may also come from the environment and the configuration file.
enum Settings {
    static let all: [Option] = Commands.all.flatMap(\.options).filter(\.isSetting)
        .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
}

/// The process's environment.
enum Environment {
    /// Every variable whose name begins with `LOYALTY_`.
    static func all() -> [String: String] {
        var variables: [String: String] = [:]
        for option in Settings.all {
            guard let value = unsafe getenv(option.environmentName) else { continue }
            variables[option.environmentName] = unsafe String(cString: value)
        }
        return variables
    }
}
