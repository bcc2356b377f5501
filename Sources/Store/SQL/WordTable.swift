/// The words that a column may hold, each with what it stands for, found without making a text of them.
struct WordTable<Value: Sendable>: Sendable {
    private let words: [(word: [UInt8], value: Value)]

    init(_ values: some Sequence<Value>) where Value: RawRepresentable<String> {
        words = values.map { (Array($0.rawValue.utf8), $0) }
    }

    /// What a column's word stands for; nil for any other word.
    func find(_ column: Int32, in row: Row) -> Value? {
        unsafe row.withText(column) { text in
            for (word, value) in words where word.count == text.count {
                if unsafe word.elementsEqual(text) { return value }
            }
            return nil
        }
    }
}
