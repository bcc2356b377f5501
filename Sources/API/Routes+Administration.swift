/// Programme versions, keys, logs and the sandbox, for admin keys.
extension Routes {
    static let administration: [Route] = []
}
