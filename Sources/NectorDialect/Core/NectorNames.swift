import Engine
import Model

/// The UUIDs of what a programme names: the brand, its triggers and its offers.
struct NectorNames {
    let cipher: NectorIDCipher
    private let book: Book

    init(_ book: Book, _ secrets: Secrets, _ contents: Registry.Contents) {
        cipher = NectorIDCipher(book, secrets)
        self.book = book
    }

    /// The brand: `entity_id`.
    var entity: NectorID { cipher.id(named: book.brand.text, "entity") }
    /// `x-workspaceid`.
    var workspace: NectorID { cipher.id(named: book.brand.text, "workspace") }
    func trigger(_ id: TriggerID) -> NectorID { cipher.id(named: id.text, "trigger") }
    func offer(_ id: RewardID) -> NectorID { cipher.id(named: id.text, "offer") }
}
