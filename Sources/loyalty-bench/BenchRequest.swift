/// The requests that everything here sends, whole, as HTTP/1.1 text.
enum BenchRequest {
    /// One award as a shop's back end would give it; idempotent, like every write.
    static func award(to customer: Int, key: String, idempotency: String) -> String {
        "POST \(awardPath(BenchBrand.customerText(customer))) HTTP/1.1\r\nHost: bench\r\nX-API-Key: \(key)\r\n"
            + "Idempotency-Key: \(idempotency)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(awardBody.utf8.count)\r\n\r\n" + awardBody
    }

    static let awardBody = #"{"wallet":"coins","coins":1,"note":"bench"}"#

    static func awardPath(_ customer: String) -> String { "/v1/customers/\(customer)/transactions" }

    static func screenPath(_ customer: String, screen: String = "wallet") -> String {
        "/v1/customers/\(customer)/screens/\(screen)"
    }

    /// A GET; with the read key and the customer's token where the path asks for them, and with the entity tag that the
    /// client has.
    static func get(_ path: String, access: (key: String, token: String)? = nil, tag: String? = nil) -> String
    {
        let credentials = access.map { "X-API-Key: \($0.key)\r\nAuthorization: Bearer \($0.token)\r\n" } ?? ""
        let condition = tag.map { "If-None-Match: \($0)\r\n" } ?? ""
        return "GET \(path) HTTP/1.1\r\nHost: bench\r\n\(credentials)\(condition)\r\n"
    }
}
