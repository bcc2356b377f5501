import Engine
import Model

/// Numbers that look random and are the same every time (SplitMix64).
struct DemoRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but without, `count`.
    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }

    /// True so many times in a hundred.
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    /// One of several.
    mutating func one<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }
}

/// Names for customers of whom the sample only knows a number.
enum DemoPeople {
    private static let first = [
        "Ada", "Amir", "Ana", "Ben", "Carla", "Chen", "Clara", "Daniel", "Deepa", "Diego", "Elena", "Emma",
        "Farid",
        "Fiona", "George", "Grace", "Hana", "Hugo", "Ines", "Isaac", "Jamal", "Jane", "Jonas", "Julia",
        "Karim", "Kate",
        "Laura", "Leo", "Lina", "Lucas", "Maria", "Marta", "Mei", "Michael", "Nadia", "Noah", "Nora", "Olga",
        "Omar",
        "Paul", "Petra", "Priya", "Rahul", "Rosa", "Ruth", "Samuel", "Sara", "Simon", "Sofia", "Tariq",
        "Thomas", "Vera",
        "Victor", "Wei", "Yara", "Yusuf", "Zoe",
    ]
    private static let last = [
        "Abbott", "Baker", "Bauer", "Bell", "Brooks", "Castro", "Chandra", "Clarke", "Cohen", "Cruz",
        "Dalton", "Diaz",
        "Ellis", "Evans", "Fischer", "Foster", "Garcia", "Gupta", "Hall", "Haddad", "Hayes", "Hughes", "Ito",
        "Jensen",
        "Kelly", "Khan", "Klein", "Lang", "Lee", "Lopez", "Marsh", "Meyer", "Mills", "Morris", "Nair",
        "Nguyen", "Novak",
        "Owens", "Park", "Patel", "Perez", "Price", "Reed", "Rossi", "Saito", "Schmidt", "Shaw", "Silva",
        "Singh",
        "Stone", "Tran", "Turner", "Vogel", "Walsh", "Weber", "Whitman", "Wong", "Young", "Zimmer",
    ]
    private static let locales = ["en-US", "en-US", "en-US", "en-US", "en-GB", "de-DE", "hi-IN", "ar-EG"]

    /// What the shop knows of a customer; the same for the same customer every time.
    static func profile(of customer: CustomerID, _ random: inout DemoRandom) -> UpsertCustomer.Input {
        let isShown = customer.text == DemoPurchases.shownCustomer
        let name = isShown ? "Ada Whitman" : "\(random.one(of: first)) \(random.one(of: last))"
        let mailbox = name.lowercased().split(separator: " ").joined(separator: ".")
        let birthday = LocalDate(
            year: 1_950 + random.below(35), month: 1 + random.below(12), day: 1 + random.below(28))
        return UpsertCustomer.Input(
            id: customer, name: name, email: "\(mailbox).\(customer.text.suffix(5))@mail.example",
            locale: isShown ? "en-US" : random.one(of: locales), birthday: birthday)
    }
}
