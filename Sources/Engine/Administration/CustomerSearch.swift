package import Model
internal import Store

/// A customer as customer service sees one, beside the wallets and the tier.
package struct CustomerDetail: Sendable, Hashable {
    package var customer: Customer
    /// The ids that lead here since they were merged.
    package var aliases: [String]
    package var coins: WalletFacts
    package var credits: WalletFacts
    package var activeCoupons: Int
    /// Newest first, at most ``FactLimits/pageMax``.
    package var merges: [MergeFacts]
}

extension Snapshot {
    /// A page of the customers that a text finds: by the beginning of the id, then by e-mail address, then by mobile
    /// number, then by the beginning of the name, each once; all by their ids for no text.
    ///
    /// - Parameter page: Its places are those of an earlier page.
    package func customers(matching text: String, page: PageRequest) throws -> (
        items: [Customer], next: Int64?
    ) {
        let search = CustomerSearch(text)
        var found: [(customer: Customer, source: CustomerSearch.Source)] = []
        var (source, last) = try place(page.before)
        while found.count <= page.limit {
            let numbers = try numbers(search, source, after: last, limit: page.limit + 1)
            for number in numbers {
                guard let customer = try connection.storedCustomer(number, in: book.number) else { continue }
                last = customer
                if !search.finds(customer, before: source) { found.append((customer, source)) }
            }
            guard numbers.count <= page.limit else { continue }
            guard let next = CustomerSearch.Source(rawValue: source.rawValue + 1), !text.isEmpty else {
                break
            }
            (source, last) = (next, nil)
        }
        let shown = Array(found.prefix(page.limit))
        let isMore = found.count > page.limit
        return (shown.map(\.customer), isMore ? shown.last.map { Self.place($0.customer, $0.source) } : nil)
    }

    private func numbers(
        _ search: CustomerSearch, _ source: CustomerSearch.Source, after last: Customer?, limit: Int
    ) throws -> [CustomerNumber] {
        let id = last?.id.text ?? ""
        switch source {
        case .id:
            return try connection.customers(
                idPrefix: search.text, after: id, in: book.number, limit: limit)
        case .email:
            guard let key = search.emailKey else { return [] }
            return try connection.customers(emailKey: key, after: id, in: book.number, limit: limit)
        case .mobile:
            guard let key = search.mobileKey else { return [] }
            return try connection.customers(mobileKey: key, after: id, in: book.number, limit: limit)
        case .name:
            return try connection.customers(
                namePrefix: search.nameKey, after: (last?.name?.lowercased() ?? "", id), in: book.number,
                limit: limit)
        }
    }

    /// A place is the customer with whom the page before ended, and where that one was found; a customer who has gone
    /// since begins the source anew.
    private func place(_ place: Int64?) throws -> (CustomerSearch.Source, Customer?) {
        guard let place, let source = CustomerSearch.Source(rawValue: Int(place & 3)) else {
            return (.id, nil)
        }
        return (source, try connection.storedCustomer(CustomerNumber(place >> 2), in: book.number))
    }

    private static func place(_ customer: Customer, _ source: CustomerSearch.Source) -> Int64 {
        customer.number.number << 2 | Int64(source.rawValue)
    }

    /// All that customer service sees of a customer.
    ///
    /// - Throws: ``SettlementDue``
    package func detail(of customer: Customer) throws -> CustomerDetail {
        CustomerDetail(
            customer: customer, aliases: try connection.aliases(of: customer.number).map(\.id),
            coins: try wallet(.coins, of: customer), credits: try wallet(.credits, of: customer),
            activeCoupons: try settledCoupons(
                of: customer, page: PageRequest(limit: FactLimits.pageMax), state: .active
            ).items.count,
            merges: try merges(of: customer))
    }
}

/// What a text may be: an id's beginning, an e-mail address, a mobile number, a name's beginning.
struct CustomerSearch {
    /// In the order in which they are looked through.
    enum Source: Int { case id, email, mobile, name }

    let text: String
    let emailKey: String?
    let mobileKey: String?
    let nameKey: String

    init(_ text: String) {
        self.text = text
        nameKey = text.lowercased()
        emailKey = text.contains("@") ? ContactRules.emailKey(text) : nil
        let isNumber = text.allSatisfy { $0.isASCII && ($0.isNumber || "+ -()./".contains($0)) }
        mobileKey = isNumber ? ContactRules.mobileKey(text) : nil
    }

    /// Whether a source before this one finds the customer.
    func finds(_ customer: Customer, before source: Source) -> Bool {
        if source.rawValue > Source.id.rawValue, customer.id.text.utf8.starts(with: text.utf8) { return true }
        if source.rawValue > Source.email.rawValue, let emailKey,
            ContactRules.emailKey(customer.email) == emailKey
        {
            return true
        }
        guard source.rawValue > Source.mobile.rawValue, let mobileKey else { return false }
        return ContactRules.mobileKey(customer.mobile) == mobileKey
    }
}
