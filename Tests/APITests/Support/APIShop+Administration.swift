import Foundation
import Testing

extension APIShop {
    /// Sends with an admin key, and an Idempotency-Key of its own.
    @discardableResult
    func administer(
        _ method: String, _ target: String, _ body: String? = nil, key: KeyName = .admin
    ) throws -> TestResponse {
        try send(
            method, "/v1/admin/\(target)", key: key, headers: [("Idempotency-Key", "\(UUID())")], body: body)
    }

    /// The acts of the audit log, newest first.
    func acts(_ key: KeyName = .admin) throws -> [String] {
        try administer("GET", "audit-log", key: key).json["items"]?.array.compactMap { $0["act"]?.string }
            ?? []
    }
}
