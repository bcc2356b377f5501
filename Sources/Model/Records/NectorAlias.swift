/// A UUID under which a brand's apps knew something before they came here (nector-dialect "Identifiers").
package struct NectorAlias: Sendable, Hashable {
    /// What it names.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A customer.
        case lead
        case trigger
        /// A reward.
        case offer
        /// The brand.
        case entity
        /// The brand too, as `x-workspaceid` has it.
        case workspace
    }

    package var kind: Kind
    /// 16 bytes.
    package var uuid: [UInt8]
    /// The customer's number, the trigger's or reward's id; empty for the brand.
    package var target: String

    package init(kind: Kind, uuid: [UInt8], target: String) {
        self.kind = kind
        self.uuid = uuid
        self.target = target
    }
}
