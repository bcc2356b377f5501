import Model
import Testing

@testable import Screens

struct TextKeysTests {
    @Test func `every message has its name among those that a programme may override`() {
        let names = Set(Catalogue.names.map(\.name))
        #expect(names == TextKeys.plain.union(TextKeys.counted))
        #expect(TextKeys.plain.isDisjoint(with: TextKeys.counted))
    }

    @Test func `the messages that count are those with plural forms`() {
        let catalogues = Language.allCases.map { Catalogue.of($0) }
        for (name, path) in Catalogue.names {
            let isPlural = catalogues.contains { $0[keyPath: path].isPlural }
            #expect(TextKeys.counted.contains(name) == isPlural, "\(name)")
        }
        #expect(TextKeys.categories == Set(PluralCategory.allCases.map { "\($0)" }))
    }
}
