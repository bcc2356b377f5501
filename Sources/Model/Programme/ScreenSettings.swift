/// The brand's order of sections by screen; a screen that is absent uses the product's own order.
package struct ScreenSettings: Sendable, Hashable {
    /// Section types by screen name; a type left out is hidden.
    package let sections: [String: [String]]
    /// Texts that the brand overrides, by message key.
    package let texts: [String: LocalizedText]
    private let sectionsByScreen: [ScreenName: [SectionType]]

    /// Takes the words of ``ScreenName`` and ``SectionType``; others are kept but shown nowhere.
    package init(sections: [String: [String]], texts: [String: LocalizedText]) {
        self.sections = sections
        self.texts = texts
        var known: [ScreenName: [SectionType]] = [:]
        for (screen, types) in sections {
            guard let screen = ScreenName(rawValue: screen) else { continue }
            known[screen] = types.compactMap(SectionType.init(rawValue:))
        }
        sectionsByScreen = known
    }

    /// The sections of a screen in the order in which the brand wants them.
    package func sections(of screen: ScreenName) -> [SectionType] {
        sectionsByScreen[screen] ?? SectionType.sections(of: screen)
    }
}
