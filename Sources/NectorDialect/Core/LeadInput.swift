import API
import Engine
import Model

/// What a client says of a person, in the forms of all endpoints that do.
struct LeadInput: Sendable {
    var name: String?
    var email: String?
    /// In international form.
    var mobile: String?
    var birthday: LocalDate?

    /// Reads `name` and `metadetail`.
    ///
    /// - Throws: ``InvalidInput``
    init(_ body: NectorBody) throws {
        let detail = try body.object("metadetail")
        name = try body.text("name", most: Self.nameLengthMax)
        email = try detail.parsed(
            "email", expected: "an e-mail address of 3 to 254 visible ASCII characters",
            CustomersEndpoint.email)
        let country = try detail.text("country", most: Self.countryLengthMax)
        mobile = try detail.parsed(
            "mobile", most: Self.mobileLengthMax,
            expected: "a number of 4 to 15 digits, with its country as three letters beside it"
        ) { CallingCodes.international($0, country: country) }
        birthday = try detail.parsed("dob", expected: "a day such as 1990-12-31") { text in
            // Some clients send the time, too.
            LocalDate(iso: String(text.prefix(10)))
        }
    }

    /// Characters of a name, a country and a number.
    static let nameLengthMax = 200, countryLengthMax = 64, mobileLengthMax = 32

    /// Leaves what is known of a customer as it is.
    func filling(_ known: Customer) -> LeadInput {
        var input = self
        if known.name != nil { input.name = nil }
        if known.email != nil { input.email = nil }
        if known.mobile != nil { input.mobile = nil }
        if known.birthday != nil { input.birthday = nil }
        return input
    }

    /// The same as a command's.
    func command(for id: CustomerID) -> UpsertCustomer.Input {
        UpsertCustomer.Input(id: id, name: name, email: email, mobile: mobile, birthday: birthday)
    }
}
