import Model

extension QueryFields {
    /// The parameters `from` and `to` of a list: from an instant, that one included, to another, that one not. Either may
    /// be left out; a range that ends before it begins is refused.
    mutating func optionalTimes() -> (from: Instant?, to: Instant?) {
        let (from, to) = (optionalInstant("from"), optionalInstant("to"))
        if let from, let to, from > to {
            refuse("from", FieldCode.outOfRange, "must not be after to")
        }
        return (from, to)
    }
}
