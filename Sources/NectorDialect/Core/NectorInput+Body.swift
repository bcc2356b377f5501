import API
import HTTPServer
import Model

extension NectorInput {
    /// The members of a request's JSON body, whatever its media type says; none where there is no body.
    ///
    /// - Throws: ``JSONSyntaxError`` for a body that is no JSON; ``InvalidInput`` for one that is no object.
    init(body request: Request) throws {
        guard request.hasBody, !request.body.isEmpty else {
            self.init(nil)
            return
        }
        let value = try JSONValue(parsing: request.body)
        guard case .object = value else {
            throw InvalidInput(
                FieldError(
                    pointer: JSONPointer.root, code: FieldCode.wrongType,
                    detail: "The body must be an object."))
        }
        self.init(value)
    }

    /// A text of so many characters at most, without control characters other than line ends; nil for none.
    ///
    /// - Throws: ``InvalidInput``
    func text(_ name: String, most limit: Int) throws(InvalidInput) -> String? {
        guard let text = text(name) else { return nil }
        guard text.count <= limit,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 || $0 == "\n" || $0 == "\r" })
        else {
            throw refused(
                name, FieldCode.invalidFormat,
                "must be at most \(limit) characters without control characters")
        }
        return text
    }
}
