import Screens

/// `loyalty program texts LOCALE`; needs no database.
enum ProgramTexts {
    @Sendable static func run(_ invocation: Invocation) throws -> Int32 {
        let locale = invocation.operands[0]
        guard let entries = MessageList.entries(locale: locale) else {
            throw UsageError(
                "there are no texts for \"\(locale)\"; LOCALE is one of: \(MessageList.locales.joined(separator: ", "))"
            )
        }
        for entry in entries {
            let placeholders = entry.placeholders.map { "{\($0)}" }.joined(separator: " ")
            Terminal.out("\(entry.name)\t\(entry.text)\t\(placeholders)")
        }
        return ExitCode.success
    }
}
