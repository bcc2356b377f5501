import API
import Model

/// What Nector tells everybody about the system.
enum SystemInfosEndpoint {
    /// `GET /api/open/systeminfos`
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        .answer(Envelope.success { json in json.object("systeminfos") { writeMembers(into: &$0) } })
    }

    /// The choices that forms offer: countries with their calling codes, and genders.
    static func writeMembers(into json: inout JSONWriter) {
        json.object("country_code") { json in
            for (country, code) in CallingCodes.byCountry.sorted(by: { $0.key < $1.key }) {
                json.key(dynamic: country)
                json.string("+\(code)")
            }
        }
        json.object("gender_type") { json in
            for gender in ["male", "female", "other"] {
                json.key(dynamic: gender)
                json.string(gender)
            }
        }
    }
}
