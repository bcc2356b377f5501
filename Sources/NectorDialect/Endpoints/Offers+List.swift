import API
import Engine
import HTTPServer
import Model

/// What coins buy: for everybody, at the programme's prices, or for a tier at that tier's.
enum OffersEndpoint {
    /// `GET /offers`. Offers are public; `brand` and `category` are the caller's own affair.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let request = NectorRequest(exchange)
        let programme = exchange.version.programme
        var rewards = programme.rewards.filter(\.isActive)
        if let id = input.text("id") ?? input.text("sku") {
            let named = request.names.offer(named: id, in: programme)?.id
            rewards.removeAll { $0.id != named }
        }
        if input.text("visibility")?.lowercased() == "private" { rewards = [] }
        let view = request.view(at: exchange.service.engine.now(in: exchange.book))
        return .answer(
            Envelope.list(input.page().inProgrammeOrder(rewards), count: Int64(rewards.count)) {
                OfferResource.write($0, view, into: &$1)
            })
    }

    /// `GET /offers/{id}`; with `sku` the id is a placeholder.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let request = NectorRequest(exchange)
        let named = input.text("sku") ?? exchange.parameter("id")
        guard let reward = request.names.offer(named: named, in: exchange.version.programme), reward.isActive
        else { throw Refusal.rewardNotFound }
        let view = request.view(at: exchange.service.engine.now(in: exchange.book))
        return .answer(Envelope.item { OfferResource.write(reward, view, into: &$0) })
    }

    /// `GET /aggreegatedoffers`: what a tier can use, in the bucket that apps read; there are no others of ours.
    static func aggregated(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let view = NectorRequest(exchange).view(at: exchange.service.engine.now(in: exchange.book))
        let tiers = exchange.version.programme.tiers
        let index = tiers?.index(named: input.text("tier"))
        let rewards = exchange.version.programme.rewards.filter { reward in
            guard let lowest = reward.minimumTier else { return reward.isActive }
            guard let index, let needed = tiers?.index(of: lowest) else { return false }
            return reward.isActive && index >= needed
        }
        return .answer(
            Envelope.success { json in
                writeBucket("businessoffers", rewards, index, view, into: &json)
                writeBucket("recommendedoffers", [], index, view, into: &json)
                writeBucket("internaloffers", [], index, view, into: &json)
                writeBucket("topoffers", [], index, view, into: &json)
            })
    }

    private static func writeBucket(
        _ name: StaticString, _ rewards: [Reward], _ tier: Int?, _ view: NectorView,
        into json: inout JSONWriter
    ) {
        json.object(name) { json in
            json.member("count", rewards.count)
            json.list("items", rewards) { reward, json in
                OfferResource.write(
                    reward.offered(to: tier, in: view.programme.tiers), view, into: &json)
            }
        }
    }
}

extension TierSettings {
    /// The level that a client names: by its id, or by its name in any language, as it was told to it. Nil for `default`
    /// and for whatever is no level.
    func index(named text: String?) -> Int? {
        guard let wanted = text?.lowercased() else { return nil }
        return levels.firstIndex { level in
            level.id.text.lowercased() == wanted
                || level.name.texts.values.contains { $0.lowercased() == wanted }
        }
    }
}
