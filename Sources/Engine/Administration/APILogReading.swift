package import Model
package import Store

extension Snapshot {
    /// A page of the book's API log, newest first, with the ids of those customers who are still there.
    ///
    /// - Parameter window: Lines that are looked through; a page of a rare kind may be short and have a next one.
    package func apiLog(
        _ filter: APILogFilter, customer id: CustomerID?, page: PageRequest, window: Int
    ) throws -> (items: [(record: APILogRecord, customer: CustomerID?)], next: Int64?) {
        var filter = filter
        if let id {
            guard let number = try connection.customerNumber(id, in: book.number) else { return ([], nil) }
            filter.customer = number
        }
        let (records, lookedTo) = try connection.apiLog(
            in: book.number, filter, before: page.before, limit: page.limit + 1, window: window)
        let shown = try records.prefix(page.limit).map { record in
            let customer = try record.customer.flatMap {
                try connection.storedCustomer($0, in: book.number)
            }
            return (record: record, customer: customer?.id)
        }
        return (shown, records.count > page.limit ? shown.last?.record.number : lookedTo)
    }
}
