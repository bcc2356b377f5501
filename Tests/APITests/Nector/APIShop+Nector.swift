import Engine
import Foundation
import Model
import Testing

/// The dialect's keys and requests.
extension APIShop {
    /// A key of the dialect for the corner shop's live book; a read key is a server key unless it is for storefronts.
    func nectorKey(_ kind: KeyKind, isStorefront: Bool = false, brand: String = "corner-shop") throws
        -> Keys.Made
    {
        try Keys.create(
            Keys.Wanted(
                brand: BrandID(brand), mode: .live, kind: kind, isServer: kind == .read && !isStorefront,
                dialect: .nector), on: engine)
    }

    /// Sends one request of the dialect with a key, as from a web page.
    @discardableResult
    func nector(
        _ method: String, _ target: String, key: String?, headers: [(String, String)] = [],
        body: String? = nil
    ) throws -> TestResponse {
        var fields = headers
        if !fields.contains(where: { $0.0 == "x-source" }) { fields.append(("x-source", "web")) }
        if let key { fields.append(("x-apikey", key)) }
        return try send(method, target, headers: fields, body: body)
    }
}
