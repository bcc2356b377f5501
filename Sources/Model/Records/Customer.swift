// Records are the books’ own rows as values: what the Store reads and writes, and everything above it shows.

/// Who a customer is.
package struct Customer: Sendable, Hashable {
    package var number: CustomerNumber
    package var id: CustomerID
    package var name: String?
    package var email: String?
    package var mobile: String?
    /// BCP 47 tag that the brand set for this customer.
    package var locale: String?
    package var birthday: LocalDate?
    package var referralCode: String
    package var isBlocked: Bool
    package var createdAt: Instant
    package var updatedAt: Instant
    /// Why the brand blocked this customer, as a person wrote it.
    package var blockReason: String?
    /// The customer who goes on for this one since they were merged (rule 11.6).
    package var mergedInto: CustomerNumber?

    package init(
        number: CustomerNumber, id: CustomerID, name: String?, email: String?, mobile: String?,
        locale: String?,
        birthday: LocalDate?, referralCode: String, isBlocked: Bool, createdAt: Instant, updatedAt: Instant,
        blockReason: String? = nil, mergedInto: CustomerNumber? = nil
    ) {
        self.number = number
        self.id = id
        self.name = name
        self.email = email
        self.mobile = mobile
        self.locale = locale
        self.birthday = birthday
        self.referralCode = referralCode
        self.isBlocked = isBlocked
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.blockReason = blockReason
        self.mergedInto = mergedInto
    }
}
