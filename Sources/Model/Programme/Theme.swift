/// The tokens that an app paints the screens with.
package struct Theme: Sendable, Hashable {
    /// What a colour is for; the raw value is its name in the document and on the wire.
    package enum ColorRole: String, Sendable, Hashable, CaseIterable {
        case primary
        /// Text and icons on `primary`.
        case onPrimary = "on_primary"
        case background
        /// Cards on the background.
        case surface
        /// Text on `background` and on `surface`.
        case text
        case accent
    }

    /// `#RRGGBB` by role: primary, on_primary, background, surface, text, accent.
    package let colors: [String: String]
    package let logoURL: String?
    package let coinIconURL: String?
    /// In points, 0–64.
    package let cornerRadius: Int64
    /// Sizes of type in points, by role.
    package let typeScale: [TypeRole: Int64]

    /// What a size of type is for; the raw value is its name in the document and on the wire.
    package enum TypeRole: String, Sendable, Hashable, CaseIterable {
        case title, headline, body, caption

        /// What a programme that says nothing gets, in points.
        package var standardSize: Int64 {
            switch self {
            case .title: 24
            case .headline: 18
            case .body: 16
            case .caption: 13
            }
        }
    }

    /// The size of a role, in points.
    package func size(_ role: TypeRole) -> Int64 { typeScale[role] ?? role.standardSize }

    package init(
        colors: [String: String], logoURL: String?, coinIconURL: String?, cornerRadius: Int64,
        typeScale: [TypeRole: Int64] = [:]
    ) {
        self.typeScale = typeScale
        self.colors = colors
        self.logoURL = logoURL
        self.coinIconURL = coinIconURL
        self.cornerRadius = cornerRadius
    }

    /// The colour of a role; every parsed theme has one.
    package func color(_ role: ColorRole) -> String {
        colors[role.rawValue] ?? Theme.standard.colors[role.rawValue] ?? "#000000"
    }

    /// What a programme that says nothing about its looks gets.
    package static let standard = Theme(
        colors: [
            "primary": "#1F3A5F", "on_primary": "#FFFFFF", "background": "#FFFFFF", "surface": "#F4F6F8",
            "text": "#1A1A1A", "accent": "#C8501E",
        ],
        logoURL: nil, coinIconURL: nil, cornerRadius: 12)
}
