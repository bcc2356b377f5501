import Engine
import Model
import Screens

/// Writes rewards as offers.
enum OfferResource {
    /// One offer, at the price that it has for whoever asks.
    static func write(_ reward: Reward, _ view: NectorView, into json: inout JSONWriter) {
        json.beginObject()
        json.identity(view.names.offer(reward.id), view.names)
        json.member("sku", reward.id.text)
        let title = view.wording.title(of: reward)
        json.member("name", title)
        json.member("title", title)
        json.key("description")
        if let summary = reward.summary {
            json.string(view.wording.local(summary))
        } else {
            ScreenPayload.writeText(of: reward.price, view.wording, into: &json)
        }
        json.member("brand", view.wording.locale.brandName)
        json.member("category", reward.kind.rawValue)
        json.member("redirect_link", optional: nil as String?)
        json.member("expire", optional: nil as String?)
        json.member("availed", 0)
        writeUploads(view, into: &json)
        json.member("visibility", literal: "public")
        json.member("status", reward.isActive ? "active" : "inactive")
        json.member("rule_type", literal: "internal")
        json.object("rule") { writeRule(of: reward, view, into: &$0) }
        json.endObject()
    }

    /// The brand's logo, where it has one: what lists of offers show beside the name.
    static func writeUploads(_ view: NectorView, into json: inout JSONWriter) {
        json.list("uploads", [view.programme.theme.logoURL].compactMap { $0 }) { link, json in
            json.beginObject()
            json.member("type", literal: "image")
            json.member("link", link)
            json.endObject()
        }
    }

    /// The rule by which clients compute: step k of a multiplier costs k × `coin_amount` and is worth k × `fiat_range.min`,
    /// up to `fiat_range.max`.
    private static func writeRule(of reward: Reward, _ view: NectorView, into json: inout JSONWriter) {
        let currency = view.currency
        var steps: ClosedRange<Int64> = 1...1
        var worth = (least: Int64(0), most: Int64(0))
        switch reward.price {
        case .fixed(_, let amount): worth = (amount, amount)
        case .variable(_, let amount, let fewest, let most):
            steps = fewest...max(fewest, most)
            worth = (amount, amount.multipliedReportingOverflow(by: most).partialValue)
        case .percentage(_, _, let most): worth = (0, most)
        case .freeShipping(_, let most): worth = (0, most ?? 0)
        case .freeProduct: break
        }
        json.member("coin_amount", RedemptionRules.bounds(of: reward).step)
        if case .percentage(_, let points, _) = reward.price {
            json.member("fiat_class", literal: "percent")
            json.object("fiat_range") { json in
                json.member("min", ratio: points, Ratio.basisPointsPerOne / 100)
                json.member("max", ratio: points, Ratio.basisPointsPerOne / 100)
            }
            json.member("maximum_fiat_value", amount: worth.most, currency)
        } else {
            json.member("fiat_class", literal: "amount")
            json.object("fiat_range") { json in
                json.member("min", amount: worth.least, currency)
                json.member("max", amount: worth.most, currency)
            }
        }
        json.member("is_multiplier", reward.kind == .variableAmount)
        json.object("step_range") { json in
            json.member("min", steps.lowerBound)
            json.member("max", steps.upperBound)
        }
        json.object("minimumcart") { json in
            json.member("amount", amount: reward.minimumCartAmount, currency)
        }
    }
}
