import API
import Engine
import HTTPServer
import Model
import Screens

/// The whole configuration of a programme in one body: every path that a client reads is there.
enum AggregatedDetailsEndpoint {
    /// `GET /aggreegateddetails`. What a tier changes of it is under the tier's name, so that `tier` changes nothing.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        let request = NectorRequest(exchange)
        let view = request.view(at: exchange.service.engine.now(in: exchange.book))
        return .answer(
            Envelope.success { json in
                json.object("systeminfos") { SystemInfosEndpoint.writeMembers(into: &$0) }
                json.object("offerbrandinfos") { writeBrands(view, into: &$0) }
                json.object("offercategoryinfos") { writeCategories(view, into: &$0) }
                json.object("websdkinfos") { writeWidget(view, into: &$0) }
                json.object("businessinfos") { json in
                    json.key("entity")
                    EntityResource.write(view, into: &json)
                    json.object("kyc") { json in
                        json.member("business_uri", view.programme.origins.first ?? "")
                        json.member("business_name", view.wording.locale.brandName)
                    }
                }
                json.object("actioninfos") { writeActions(view, into: &$0) }
                json.object("integrationinfos") { writeIntegrations(view, into: &$0) }
            })
    }

    private static func writeBrands(_ view: NectorView, into json: inout JSONWriter) {
        json.member("count", 1)
        json.list("items", [view.wording.locale.brandName]) { $1.string($0) }
    }

    private static func writeCategories(_ view: NectorView, into json: inout JSONWriter) {
        let kinds = Set(view.programme.rewards.filter(\.isActive).map(\.kind.rawValue)).sorted()
        json.member("count", kinds.count)
        json.list("items", kinds) { $1.string($0) }
    }

    private static func writeWidget(_ view: NectorView, into json: inout JSONWriter) {
        json.member("count", 2)
        json.key("items")
        json.beginArray()
        writeSetting("websdk_config", view, into: &json) { json in
            let theme = view.programme.theme
            json.member("business_name", view.wording.locale.brandName)
            json.member("business_color", theme.color(.primary))
            json.member("text_color", theme.color(.onPrimary))
            json.member("signup_link", literal: "")
            json.member("login_link", literal: "")
            json.member("hide_offer", false)
            json.object("content") { json in
                json.member("main_cta_title", view.wording.locale.brandName)
                json.member("main_cta_subtitle", view.wording.locale.coinsText)
            }
        }
        writeSetting("rewardspage_config", view, into: &json) { json in
            json.object("banner") { json in
                let logo = view.programme.theme.logoURL ?? ""
                json.member("image_url", logo)
                json.member("mobile_image_url", logo)
                json.member("redirect_url", literal: "")
            }
            for section in ["steps_section", "earn_section", "redeem_section"] as [StaticString] {
                json.object(section) { $0.member("is_visible", true) }
            }
        }
        json.endArray()
    }

    private static func writeSetting(
        _ name: String, _ view: NectorView, into json: inout JSONWriter,
        _ write: (inout JSONWriter) -> Void
    ) {
        json.beginObject()
        json.identity(view.names.cipher.id(named: name, "setting"), view.names)
        json.member("name", name)
        json.object("value", write)
        json.endObject()
    }

    private static func writeActions(_ view: NectorView, into json: inout JSONWriter) {
        let programme = view.programme
        json.object("referral_action") { json in
            json.member("is_active", programme.referral?.isActive ?? false)
            json.object("meta") { json in
                json.member("execute_after", literal: "order_create")
                json.member("referrer_reward", programme.referral?.referrerCoins ?? 0)
                json.member("referee_reward", programme.referral?.friendCoins ?? 0)
            }
        }
        json.object("tier_action") { json in
            json.object("meta") { json in
                json.object("reward_condition") { writeTiers(view, into: &$0) }
            }
        }
        json.object("checkoutcheckbox_action") { json in
            let minimum = programme.redemption.rules[.app]?.minimumCartAmount ?? 0
            json.object("meta") { json in
                json.object("offer_rule") { json in
                    json.object("minimumcart") { $0.member("amount", amount: minimum, view.currency) }
                }
            }
        }
    }

    /// By the name that a lead's `tier` has in the same language; of two levels of one name the higher one's id stands in.
    private static func writeTiers(_ view: NectorView, into json: inout JSONWriter) {
        let names = view.wording.locale.tierNames
        var seen: Set<String> = []
        for (level, name) in zip(view.programme.tiers?.levels ?? [], names) {
            json.key(dynamic: seen.insert(name).inserted ? name : level.id.text)
            json.beginObject()
            json.member("id", level.id.text)
            json.member("name", name)
            json.member("bonus_factor", ratio: level.multiplierBasisPoints, Ratio.basisPointsPerOne)
            json.list("benefits", level.benefits) { $1.string(view.wording.local($0)) }
            json.endObject()
        }
    }

    /// Clients compute what an order earns from this rate: coins per major unit, before the tier's factor.
    private static func writeIntegrations(_ view: NectorView, into json: inout JSONWriter) {
        let earning = view.programme.earning
        let (coins, isTooMany) = earning.coins.multipliedReportingOverflow(
            by: view.currency.minorUnitsPerMajor)
        json.object("shopify") { json in
            json.object("meta") { json in
                json.object("rule") { json in
                    json.object("prepaidpayment_reward") { json in
                        json.member("coin_per_unit", ratio: isTooMany ? 0 : coins, earning.perAmount)
                    }
                }
            }
        }
    }
}
