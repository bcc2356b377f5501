import Testing

extension APIShop {
    /// A quote for a cart of ₹50; the body's further members.
    func quote(_ more: String = "", of customer: String = "customer-one") throws -> (
        id: String, answer: TestResponse
    ) {
        let answer = try send(
            "POST", "/v1/customers/\(customer)/quotes", key: .write,
            body: #"{"channel": "app", "currency": "INR", "total": 5000\#(more)}"#)
        #expect(answer.status == 201, "\(answer)")
        return (try #require(answer.json["quote_id"]?.string), answer)
    }

    /// Asks for a hold.
    func askHold(_ body: String, of customer: String = "customer-one") throws -> TestResponse {
        try write("POST", "/v1/customers/\(customer)/holds", body)
    }

    /// The id of a hold of 10 coins.
    func hold(of customer: String = "customer-one") throws -> String {
        let answer = try askHold(
            #"{"channel": "app", "currency": "INR", "total": 5000, "coins": 10}"#, of: customer)
        #expect(answer.status == 201, "\(answer)")
        return try #require(answer.json["hold"]?["id"]?.string)
    }
}
