import Engine
import Foundation
import Model
import Testing

/// nector-dialect 3.1, 3.4, 3.7, 5.1, 5.2 and 5.5: what the programme says to everybody.
struct ProgrammeLookupTests {
    @Test func `GET /triggers lists the ways to earn that are shown, with both names of what was done`()
        throws
    {
        let lookups = try NectorLookups()
        let lead = try lookups.lead(NectorLookups.ada)
        #expect(try lookups.data("triggers?lead_id=\(lead)")["activities"]?.count == 0)
        let fired = try lookups.shop.write(
            "POST", "/v1/triggers/review/fire", #"{"customer_id": "\#(NectorLookups.ada)"}"#)
        #expect(fired.status == 201 || fired.status == 200, "\(fired)")
        let data = try lookups.data("triggers?lead_id=\(lead)")
        // The third trigger is switched off.
        #expect(data["count"]?.integer == 2)
        let review = try #require(data["items"]?.array.first { $0["name"]?.string == "review" })
        #expect(review["content_type"]?.string == "earn")
        #expect(review["content"]?["name"]?.string == "Review")
        #expect(
            review["content"]?.names
                == ["name", "description", "redirect_link", "fa_icon", "link_icon", "execute_after"])
        #expect(review["reward"]?["amount"]?.integer == 5)
        let activities = try #require(data["activities"]).array
        #expect(activities.count == 1)
        #expect(activities[0]["parent_id"]?.string == review["_id"]?.string)
        #expect(activities[0]["trigger_id"]?.string == review["_id"]?.string)
        #expect(activities[0]["count"]?.integer == 1)
    }

    @Test func `GET /triggers takes content_types repeated, id, page and limit`() throws {
        let programme = APIShop.programme().replacing(
            #"{"id": "asleep", "kind": "custom", "title": "Asleep", "coins": 5, "active": false}"#,
            with:
                #"{"id": "follow", "kind": "social", "title": "Follow us", "coins": 5, "link": "https://a.example/"}"#
        )
        let lookups = try NectorLookups(programme: programme)
        func names(_ query: String) throws -> [String?] {
            try lookups.items("triggers?\(query)").map { $0["name"]?.string }
        }
        #expect(try names("") == ["app-install", "review", "follow"])
        #expect(try names("content_types=earn&content_types=social") == ["app-install", "review", "follow"])
        #expect(try names("content_types=social") == ["follow"])
        #expect(try names("content_types%5B%5D=social") == ["follow"])
        #expect(try names("content_types=referral") == [])
        #expect(try names("page=2&limit=2&sort_op=DESC") == ["follow"])
        let follow = try #require(try lookups.items("triggers?content_types=social").first)
        #expect(follow["content"]?["redirect_link"]?.string == "https://a.example/")
        #expect(follow["content"]?["execute_after"]?.string == "link_click")
        #expect(try names("id=\(follow["_id"]?.string ?? "")") == ["follow"])
        #expect(try names("id=strange") == [])
    }

    @Test
    func `GET /triggers is everybody's, but what a customer did is not a storefront's without the token`()
        throws
    {
        let lookups = try NectorLookups()
        _ = try lookups.shop.write(
            "POST", "/v1/triggers/review/fire", #"{"customer_id": "\#(NectorLookups.ada)"}"#)
        let (ada, bob) = (try lookups.lead(NectorLookups.ada), try lookups.lead(NectorLookups.bob))
        func activities(_ headers: [(String, String)]) throws -> Int? {
            try lookups.data("triggers?lead_id=\(ada)", key: lookups.storefront, headers: headers)[
                "activities"]?
                .count
        }
        #expect(try activities([]) == 0)
        #expect(try activities(try lookups.token(ada)) == 1)
        let others = try lookups.get(
            "triggers?lead_id=\(ada)", key: lookups.storefront, headers: try lookups.token(bob))
        #expect(others.status == 422)
    }

    /// Every path of nector-dialect 5.1 that a client reads.
    private static let paths = [
        "systeminfos/country_code", "systeminfos/gender_type", "offerbrandinfos", "offercategoryinfos",
        "websdkinfos/items/0/_id", "websdkinfos/items/0/name", "websdkinfos/items/0/value/business_name",
        "websdkinfos/items/0/value/business_color", "websdkinfos/items/0/value/text_color",
        "websdkinfos/items/0/value/signup_link", "websdkinfos/items/0/value/login_link",
        "websdkinfos/items/0/value/hide_offer", "websdkinfos/items/0/value/content/main_cta_title",
        "websdkinfos/items/0/value/content/main_cta_subtitle", "websdkinfos/items/1/_id",
        "websdkinfos/items/1/value/banner/image_url", "websdkinfos/items/1/value/banner/mobile_image_url",
        "websdkinfos/items/1/value/banner/redirect_url", "websdkinfos/items/1/value/steps_section",
        "websdkinfos/items/1/value/earn_section", "websdkinfos/items/1/value/redeem_section",
        "businessinfos/entity/_id", "businessinfos/entity/name", "businessinfos/entity/conversion_factor",
        "businessinfos/entity/coin_name", "businessinfos/entity/currency_code",
        "businessinfos/entity/quickdeploy_meta/cashback_value", "businessinfos/kyc/business_uri",
        "actioninfos/referral_action/meta/execute_after", "actioninfos/referral_action/meta/referrer_reward",
        "actioninfos/referral_action/meta/referee_reward",
        "actioninfos/tier_action/meta/reward_condition/Gold/bonus_factor",
        "actioninfos/checkoutcheckbox_action/meta/offer_rule/minimumcart/amount",
        "integrationinfos/shopify/meta/rule/prepaidpayment_reward/coin_per_unit",
    ]

    @Test(arguments: ["", "?tier=Gold", "?tier=null", "?tier=5", "?tier=default"])
    func `GET /aggreegateddetails has every path that a client reads, whatever the tier`(query: String) throws
    {
        let data = try NectorLookups().data("aggreegateddetails\(query)")
        for path in Self.paths {
            var place: TestJSON? = data
            for name in path.split(separator: "/") {
                place = Int(name).flatMap { place?[$0] } ?? place?[String(name)]
            }
            #expect(place != nil, "\(path)")
        }
    }

    @Test func `GET /aggreegateddetails has the numbers that clients compute with, exactly`() throws {
        let lookups = try NectorLookups()
        let answer = try lookups.get("aggreegateddetails")
        let data = try #require(answer.json["data"])
        #expect(data["websdkinfos"]?["items"]?[0]?["name"]?.string == "websdk_config")
        #expect(data["websdkinfos"]?["items"]?[1]?["name"]?.string == "rewardspage_config")
        let entity = data["businessinfos"]?["entity"]
        #expect(entity?["name"]?.string == "Corner Shop")
        #expect(entity?["coin_name"]?.string == "coins")
        #expect(entity?["currency_code"]?.string == "INR")
        #expect(entity?["conversion_factor"]?.integer == 1)
        // A coin is worth 10 paise; an order earns a coin a rupee; gold doubles it; friends bring 30 and get 20.
        #expect(answer.text.contains(#""cashback_value":0.1}"#))
        #expect(answer.text.contains(#""coin_per_unit":1}"#))
        let tiers = data["actioninfos"]?["tier_action"]?["meta"]?["reward_condition"]
        #expect(tiers?["Basic"]?["bonus_factor"]?.integer == 1)
        #expect(tiers?["Gold"]?["bonus_factor"]?.integer == 2)
        let referral = data["actioninfos"]?["referral_action"]?["meta"]
        #expect(referral?["referrer_reward"]?.integer == 30)
        #expect(referral?["referee_reward"]?.integer == 20)
    }

    @Test func `GET /aggreegateddetails rounds what a coin is worth down, and names tiers as leads do`()
        throws
    {
        let programme = APIShop.programme().replacing(
            #""worth": {"coins": 1, "amount": 10}"#, with: #""worth": {"coins": 3, "amount": 200}"#
        ).replacing(#""multiplier_basis_points": 20000"#, with: #""multiplier_basis_points": 12500"#)
            .replacing(#""name": "Basic""#, with: #""name": {"en": "Basic", "hi": "मूल"}"#)
        let lookups = try NectorLookups(programme: programme)
        let hindi = [("Accept-Language", "hi")]
        let answer = try lookups.get("aggreegateddetails", headers: hindi)
        #expect(answer.text.contains(#""cashback_value":0.666666}"#))
        #expect(answer.text.contains(#""bonus_factor":1.25"#))
        let lead = try lookups.data("leads/x?customer_id=\(NectorLookups.ada)", headers: hindi)
        let tier = try #require(lead["item"]?["tier"]?.string)
        let tiers = answer.json["data"]?["actioninfos"]?["tier_action"]?["meta"]?["reward_condition"]
        #expect(tiers?[tier]?["bonus_factor"]?.integer == 1)
    }

    @Test func `GET /aggreegatedoffers has four buckets, and the rule by which clients compute steps`() throws
    {
        let lookups = try NectorLookups()
        let answer = try lookups.get("aggreegatedoffers?tier=default&time_segment=morning")
        let data = try #require(answer.json["data"])
        for name in ["businessoffers", "recommendedoffers", "internaloffers", "topoffers"] {
            #expect(data[name]?["count"]?.integer == Int64(data[name]?["items"]?.count ?? -1))
        }
        let offers = data["businessoffers"]?["items"]?.array ?? []
        #expect(
            offers.map { $0["sku"]?.string } == [
                "fifty-off", "any-off", "known", "shipping", "record", "drawn",
            ])
        let (fixed, variable, percent) = (offers[0], offers[1], offers[2])
        #expect(
            fixed.names.isSuperset(of: [
                "_id", "entity_id", "name", "description", "brand", "category", "redirect_link", "expire",
                "availed", "uploads", "rule_type", "rule",
            ]))
        #expect(fixed["name"]?.string == "₹50 off")
        #expect(fixed["rule"]?["coin_amount"]?.integer == 100)
        #expect(fixed["rule"]?["fiat_class"]?.string == "amount")
        #expect(fixed["rule"]?["fiat_range"]?["min"]?.integer == 50)
        #expect(fixed["rule"]?["fiat_range"]?["max"]?.integer == 50)
        #expect(fixed["rule"]?["is_multiplier"]?.bool == false)
        #expect(fixed["rule"]?["minimumcart"]?["amount"]?.integer == 200)
        // Ten coins a step of ₹5, up to twenty steps: floor(max / min) is what the widget allows.
        #expect(variable["rule"]?["coin_amount"]?.integer == 10)
        #expect(variable["rule"]?["fiat_range"]?["min"]?.integer == 5)
        #expect(variable["rule"]?["fiat_range"]?["max"]?.integer == 100)
        #expect(variable["rule"]?["is_multiplier"]?.bool == true)
        #expect(percent["rule"]?["fiat_class"]?.string == "percent")
        #expect(percent["rule"]?["fiat_range"]?["max"]?.integer == 15)
    }

    @Test(arguments: [
        ("?tier=Gold", true), ("?tier=gold", true), ("?tier=Basic", false), ("?tier=null", false),
        ("", false),
        ("?tier=1", false),
    ])
    func `GET /aggreegatedoffers has what the tier may use`(query: String, hasGold: Bool) throws {
        let data = try NectorLookups().data("aggreegatedoffers\(query)")
        let offers = data["businessoffers"]?["items"]?.array.map { $0["sku"]?.string } ?? []
        #expect(offers.contains("gold-only") == hasGold)
    }

    @Test func `GET /aggreegatedoffers prices an offer for the tier`() throws {
        let programme = APIShop.programme().replacing(
            #""title": "₹50 off","#, with: #""title": "₹50 off", "tier_prices": {"gold": 80},"#)
        let lookups = try NectorLookups(programme: programme)
        func price(_ tier: String) throws -> Int64? {
            try lookups.data("aggreegatedoffers?tier=\(tier)")["businessoffers"]?["items"]?[0]?["rule"]?[
                "coin_amount"]?.integer
        }
        #expect(try price("Gold") == 80)
        #expect(try price("Basic") == 100)
    }

    @Test func `GET /offers lists offers, and GET /offers/{id} finds one by id or by sku`() throws {
        let lookups = try NectorLookups()
        let data = try lookups.data("offers?page=1&limit=20")
        #expect(data["count"]?.integer == 7)
        let first = try #require(data["items"]?[0])
        let id = try #require(first["_id"]?.string)
        for path in [
            "offers/\(id)", "offers/6b1f0c52-3f6e-4c0a-9d53-0d5f4b6c7a11?sku=fifty-off", "offers/fifty-off",
        ] {
            #expect(try lookups.data(path)["item"]?.description == first.description, "\(path)")
        }
        #expect(try lookups.get("offers/6b1f0c52-3f6e-4c0a-9d53-0d5f4b6c7a11").status == 422)
        #expect(try lookups.get("offers/\(id)?sku=nothing").status == 422)
        #expect(try lookups.items("offers?id=\(id)").count == 1)
        #expect(try lookups.items("offers?sku=record").first?["sku"]?.string == "record")
        #expect(try lookups.items("offers?visibility=public&category=x&brand=y").count == 7)
        #expect(try lookups.data("offers?visibility=private")["count"]?.integer == 0)
        #expect(try lookups.items("offers?page=3&limit=3").count == 1)
    }

    @Test func `GET /entities/{id} is the brand's own record, and no other brand's`() throws {
        let lookups = try NectorLookups()
        let id = try #require(
            try lookups.data("leads/x?customer_id=\(NectorLookups.ada)")["item"]?["entity_id"]?.string)
        let item = try lookups.data("entities/\(id)")["item"]
        #expect(item?["_id"]?.string == id)
        #expect(item?["name"]?.string == "Corner Shop")
        #expect(item?["conversion_factor"]?.integer == 1)
        let workspace = try #require(item?["workspace_id"]?.string)
        #expect(
            try lookups.get("entities/\(workspace)", headers: [("x-workspaceid", workspace)]).status == 200)
        #expect(try lookups.get("entities/random-id").message == "Entity does not exists")
        let other = try lookups.shop.nectorKey(.read, brand: "other-shop")
        #expect(try lookups.get("entities/\(id)", key: other).status == 422)
        let foreign = try lookups.get("entities/\(id)", key: other, headers: [("x-workspaceid", workspace)])
        #expect(foreign.status == 401)
    }

    @Test func `GET /api/open/systeminfos is everybody's`() throws {
        let shop = try APIShop()
        let answer = try shop.send("GET", "/api/open/systeminfos")
        #expect(answer.status == 200)
        let infos = answer.json["data"]?["systeminfos"]
        #expect(infos?["country_code"]?["ind"]?.string == "+91")
        #expect(infos?["gender_type"]?.names == ["male", "female", "other"])
        #expect(try shop.send("GET", "/api/open/secrets").status == 404)
    }
}
