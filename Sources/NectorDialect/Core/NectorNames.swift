import Engine
import Model

/// The UUIDs of what a programme names: the brand, its triggers and its offers. Those that came along from elsewhere go
/// before those that are computed; both are understood.
struct NectorNames: Sendable {
    let cipher: NectorIDCipher
    private let book: Book
    private let known: NectorIDs

    init(_ book: Book, _ secrets: Secrets, _ contents: Registry.Contents) {
        cipher = NectorIDCipher(book, secrets)
        self.book = book
        known = contents.nectorIDs[book.number] ?? NectorIDs()
    }

    /// The brand: `entity_id`.
    var entity: NectorID { id(.entity, "", computed: "entity", of: book.brand.text) }
    /// `x-workspaceid`.
    var workspace: NectorID { id(.workspace, "", computed: "workspace", of: book.brand.text) }
    func trigger(_ id: TriggerID) -> NectorID {
        self.id(.trigger, id.text, computed: "trigger", of: id.text)
    }
    func offer(_ id: RewardID) -> NectorID { self.id(.offer, id.text, computed: "offer", of: id.text) }

    /// The trigger of the programme that a text means: by UUID, or by our own App Install Trigger ID.
    func trigger(named text: String, in programme: Programme) -> Trigger? {
        guard let id = NectorID(text) else { return TriggerID(text).flatMap(programme.trigger) }
        if let target = known.target(.trigger, id.bytes) {
            return TriggerID(target).flatMap(programme.trigger)
        }
        let found = programme.triggers.first { cipher.id(named: $0.id.text, "trigger") == id }
        return found ?? TriggerID(text).flatMap(programme.trigger)
    }

    /// The reward of the programme that a text means: by UUID, or by our own id.
    func offer(named text: String, in programme: Programme) -> Reward? {
        guard let id = NectorID(text) else { return RewardID(text).flatMap(programme.reward) }
        if let target = known.target(.offer, id.bytes) { return RewardID(target).flatMap(programme.reward) }
        let found = programme.rewards.first { cipher.id(named: $0.id.text, "offer") == id }
        return found ?? RewardID(text).flatMap(programme.reward)
    }

    private func id(
        _ kind: NectorAlias.Kind, _ target: String, computed what: String, of name: String
    ) -> NectorID {
        known.uuid(kind, target).flatMap(NectorID.init(foreign:)) ?? cipher.id(named: name, what)
    }
}
