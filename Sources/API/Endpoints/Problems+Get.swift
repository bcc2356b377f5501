import HTTPServer

/// The page behind every problem's `type`.
enum ProblemPages {
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        guard let kind = ProblemKind.named(exchange.parameter("code")) else { throw Problem(.notFound) }
        return .answer(Answer(status: .ok, contentType: .html, body: Array(page(of: kind).utf8)))
    }

    /// A page without scripts or styles from elsewhere; every text in it is the service's own.
    static func page(of kind: ProblemKind) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>\(kind.title)</title></head>
        <body>
        <h1>\(kind.title)</h1>
        <p><code>\(kind.code)</code>, HTTP \(kind.status.code) \(kind.status.reason)</p>
        <p>\(kind.meaning)</p>
        </body>
        </html>

        """
    }
}
