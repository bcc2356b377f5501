import Engine
package import Model

// The sections that list something: history, ways to earn, rewards and coupons. Each has a title, its items
// and, where there are none, a state that says so.
extension ScreenPayload {
    static func writeHistory(
        _ type: StaticString, _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let page = facts.history else { return }
        let texts = wording.texts
        // The entry that a merge begins with moves nothing; the ledger has it for its proof.
        let items = page.items.filter { $0.kind != .merge || $0.coins != 0 || $0.availableChange != 0 }
        begin(type, texts.titleHistory, wording, into: &json)
        json.key("items")
        writeEntries(items, wallet: facts.wallet, wording, into: &json)
        writeCursor(.history, page.next, into: &json)
        writeCount(
            items.count, texts.titleHistory, texts.historyCount, empty: texts.stateNoHistory,
            "no_history",
            wording, into: &json)
        let isMore = facts.screen != .history && page.next != nil
        writeActions("history", texts.actionHistory, opens: isMore ? .history : nil, wording, into: &json)
        json.endObject()
    }

    static func writeEarnOrders(tier: TierFacts?, _ wording: Wording, into json: inout JSONWriter) {
        let earning = wording.locale.programme.earning
        let standing = tier.flatMap { TierStanding($0, wording) }
        begin("earn_orders", wording.texts.titleEarn, wording, into: &json)
        writeMembers(of: earning, multiplier: standing, wording, into: &json)
        json.key("a11y")
        json.beginString()
        wording.sentence(
            wording.texts.earnOrders, .coins(earning.coins), .amount(earning.perAmount), isFirst: true,
            into: &json)
        json.endString()
        writeActions("earn", wording.texts.actionEarn, opens: nil, wording, into: &json)
        json.endObject()
    }

    static func writeEarnActions(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let triggers = facts.triggers else { return }
        let texts = wording.texts
        var count = 0
        begin("earn_actions", texts.titleEarn, wording, into: &json)
        json.key("items")
        json.beginArray()
        for trigger in wording.locale.programme.triggers where trigger.isListed && trigger.isActive {
            guard let known = triggers.first(where: { $0.id == trigger.id }) else { continue }
            writeTrigger(
                trigger, known, of: facts.customer.id, tier: facts.tier, wording, into: &json)
            count += 1
        }
        json.endArray()
        writeCount(
            count, texts.titleEarn, texts.earnCount, empty: texts.stateNoActions, "no_actions", wording,
            into: &json)
        writeActions(
            "earn", texts.actionEarn, opens: facts.screen == .earn ? nil : .earn, wording, into: &json)
        json.endObject()
    }

    static func writeRewardList(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let rewards = facts.rewards else { return }
        let texts = wording.texts
        var count = 0
        begin("reward_list", texts.titleRewards, wording, into: &json)
        json.key("items")
        json.beginArray()
        for reward in wording.locale.programme.rewards where reward.isActive {
            guard let known = rewards.first(where: { $0.id == reward.id }) else { continue }
            writeReward(reward, known, of: facts.customer.id, tier: facts.tier, wording, into: &json)
            count += 1
        }
        json.endArray()
        writeCount(
            count, texts.titleRewards, texts.rewardCount, empty: texts.stateNoRewards, "no_rewards", wording,
            into: &json)
        writeActions(
            "redeem", texts.actionRedeem, opens: facts.screen == .redeem ? nil : .redeem, wording, into: &json
        )
        json.endObject()
    }

    /// The coupons that are still good; nothing where there are none, because the screen has more to show.
    static func writeCouponPreview(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let page = facts.coupons else { return }
        let active = page.items.filter { $0.state == .active }
        guard !active.isEmpty else { return }
        let texts = wording.texts
        begin("coupon_preview", texts.titleCoupons, wording, into: &json)
        writeItems(active, of: facts.customer.id, wording, into: &json)
        writeCount(
            active.count, texts.titleCoupons, texts.couponCount, empty: texts.stateNoCoupons, "no_coupons",
            wording,
            into: &json)
        writeActions("coupons", texts.actionCoupons, opens: .coupons, wording, into: &json)
        json.endObject()
    }

    static func writeCouponList(
        _ facts: ScreenFacts, _ wording: Wording, into json: inout JSONWriter
    ) {
        guard let page = facts.coupons else { return }
        let texts = wording.texts
        begin("coupon_list", texts.titleCoupons, wording, into: &json)
        writeItems(page.items, of: facts.customer.id, wording, into: &json)
        writeCursor(.coupons, page.next, into: &json)
        writeCount(
            page.items.count, texts.titleCoupons, texts.couponCount, empty: texts.stateNoCoupons,
            "no_coupons",
            wording, into: &json)
        writeActions("redeem", texts.actionRedeem, opens: .redeem, wording, into: &json)
        json.endObject()
    }

    private static func writeItems(
        _ coupons: [Coupon], of customer: CustomerID, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.key("items")
        json.beginArray()
        for coupon in coupons { writeCoupon(coupon, of: customer, wording, into: &json) }
        json.endArray()
    }

    /// Opens a section with its type and title.
    static func begin(
        _ type: StaticString, _ title: Message, _ wording: Wording, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("type", literal: type)
        json.key("title")
        wording.say(title, into: &json)
    }

    /// `"next_cursor"`: where the next page begins, or `null` on the last.
    package static func writeCursor(_ list: PageCursor.List, _ next: Int64?, into json: inout JSONWriter) {
        json.key("next_cursor")
        if let next {
            json.string(PageCursor.text(list, before: next))
        } else {
            json.null()
        }
    }

    /// `a11y` with the title and how many there are; with none, the state that says so.
    static func writeCount(
        _ count: Int, _ title: Message, _ message: Message, empty: Message, _ code: StaticString,
        _ wording: Wording, into json: inout JSONWriter
    ) {
        json.key("a11y")
        json.beginString()
        wording.sentence(title, isFirst: true, into: &json)
        if count > 0 {
            wording.sentence(message, .count(Int64(count)), into: &json)
        } else {
            wording.sentence(empty, into: &json)
        }
        json.endString()
        if count == 0 { writeState(code, empty, wording, into: &json) }
    }
}
