import Model

// What may identify a person beyond the profile is kept as a keyed digest: enough to recognise it, nothing to read.
extension CommandContext {
    /// A device.
    func digest(of device: DeviceID) -> Digest { digest(of: device.text, as: .device) }

    /// A postal address, however it is written; nil for one without a letter or digit.
    func digest(ofAddress address: String) -> Digest? {
        ContactRules.addressKey(address).map { digest(of: "postal:" + $0, as: .address) }
    }

    /// A network address.
    func digest(ofNetwork address: String) -> Digest { digest(of: "network:" + address, as: .address) }

    private func digest(of text: String, as purpose: Secrets.Purpose) -> Digest {
        let key = secrets.key(purpose, brand: book.brand, mode: book.mode, generation: 0)
        return HMACSHA256.Key(key).code(for: text)
    }
}
