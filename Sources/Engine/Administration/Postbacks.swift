package import Model

/// The addresses that attribution providers call.
package enum Postbacks {
    /// The path of a trigger's postback for a provider; it is its own credential.
    package static func path(
        trigger: TriggerID, provider: AttributionProvider, brand: BrandID?, mode: Mode, on engine: Engine
    ) throws(AdministrationError) -> String {
        let task = "cannot make a postback address"
        let book = try engine.book(brand: brand, mode: mode, for: task)
        guard engine.registry.contents.programme(of: book)?.programme.trigger(trigger) != nil else {
            throw AdministrationError("\(task): the programme of \(book.brand) has no trigger \(trigger)")
        }
        let signature = PostbackSignature.make(
            trigger: trigger, provider: provider, book: book, secrets: engine.secrets)
        return "/v1/postbacks/\(trigger)/\(signature)"
    }
}
