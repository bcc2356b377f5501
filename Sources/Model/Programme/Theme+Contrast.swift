import Glibc

/// A colour of 24 bits, for the measure of contrast.
///
/// Its arithmetic is in floating point, as WCAG defines it: no coin and no money passes through here.
package struct ThemeColor: Hashable, Sendable {
    private let rgb: UInt32

    /// Reads `#RRGGBB`; nil for anything else.
    package init?(_ text: String) {
        let digits = text.utf8.dropFirst()
        let areDigits = digits.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
        }
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6, areDigits,
            let rgb = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        self.rgb = rgb
    }

    /// The contrast ratio with another colour, from 1 to 21 (WCAG 2.2, "contrast ratio").
    package func contrast(with other: ThemeColor) -> Double {
        let (mine, theirs) = (luminance, other.luminance)
        return (max(mine, theirs) + 0.05) / (min(mine, theirs) + 0.05)
    }

    /// From 0 for black to 1 for white (WCAG 2.2, "relative luminance").
    private var luminance: Double {
        0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb)
    }

    private func linear(_ shifted: UInt32) -> Double {
        let channel = Double(shifted & 0xFF) / 255
        return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
    }
}
