/// Settings as a document, in the books and in the API.
extension ConnectorSettings {
    /// Reads what is there over what stands; an empty `heading` or `logo_url` is none.
    package mutating func read(_ fields: inout JSONFields, for kind: ConnectorKind) {
        isEnabled = fields.optionalBool("enabled") ?? isEnabled
        allowedAddresses = Self.addresses(&fields) ?? allowedAddresses
        let name = fields.optionalField(
            "path_name",
            parse: {
                $0.isEmpty || IdentifierRule.isSlug($0, length: ConnectorLimits.pathNameLengths) ? $0 : nil
            },
            expected: "2 to 40 lower-case letters, digits and hyphens, or empty for the usual name")
        if let name { pathName = name.isEmpty ? nil : name }
        guard kind.channel != nil else { return }
        isOnWebsite = fields.optionalBool("website") ?? isOnWebsite
        isOnMobile = fields.optionalBool("mobile") ?? isOnMobile
        if let text = fields.optionalString("heading", length: 0...ConnectorLimits.headingLengthMax) {
            heading = text.isEmpty ? nil : text
        }
        let logo = fields.optionalField(
            "logo_url", parse: { $0.isEmpty || WebAddress.isURL($0) && !$0.contains("://[") ? $0 : nil },
            expected: "an http or https URL with the name of a host or its IPv4 address, or empty for none")
        if let logo { logoURL = logo.isEmpty ? nil : logo }
        recordsPointsPayment = fields.optionalBool("record_points_payment") ?? recordsPointsPayment
        guard kind == .shiprocket else { return }
        recordsCreditPayment = fields.optionalBool("record_credit_payment") ?? recordsCreditPayment
        hasPrepaidDiscount = fields.optionalBool("prepaid_discount") ?? hasPrepaidDiscount
    }

    private static func addresses(_ fields: inout JSONFields) -> [AddressRange]? {
        guard fields.has("allowed_ips") else { return nil }
        let ranges = fields.scalars("allowed_ips", count: 0...ConnectorLimits.allowedAddressesMax) {
            raw throws(FieldFault) in
            try raw.parsed(AddressRange.init, expected: AddressRange.expected)
        }
        guard let ranges, Set(ranges).count < ranges.count else { return ranges }
        fields.refuse("allowed_ips", FieldCode.duplicate, "names the same address or range twice")
        return nil
    }

    /// Writes the members that a kind of connector has.
    package func writeMembers(for kind: ConnectorKind, into json: inout JSONWriter) {
        json.member("enabled", isEnabled)
        json.list("allowed_ips", allowedAddresses) { $1.string("\($0)") }
        if let pathName { json.member("path_name", pathName) }
        guard kind.channel != nil else { return }
        json.member("website", isOnWebsite)
        json.member("mobile", isOnMobile)
        if let heading { json.member("heading", heading) }
        if let logoURL { json.member("logo_url", logoURL) }
        json.member("record_points_payment", recordsPointsPayment)
        guard kind == .shiprocket else { return }
        json.member("record_credit_payment", recordsCreditPayment)
        json.member("prepaid_discount", hasPrepaidDiscount)
    }

    /// The document, as the books keep it.
    package func document(for kind: ConnectorKind) -> String {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        writeMembers(for: kind, into: &json)
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// Reads a document of the books.
    package init(document: String, for kind: ConnectorKind) throws {
        var settings = ConnectorSettings()
        settings = try JSONFields.read(JSONValue(parsing: Array(document.utf8))) { fields in
            settings.read(&fields, for: kind)
            return settings
        }
        self = settings
    }
}
