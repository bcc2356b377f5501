import Engine
import Model

// Tiers, referrals, and what becomes of people.
extension DemoCast {
    mutating func tellTiers() {
        // Silver from $150, gold from $500, platinum from $10,000, each for twelve months and thirty days of grace.
        let tiers: [(name: String, person: String, spend: Int64, daysAgo: Int64)] = [
            ("fan", "Finn Fan", 4_000, 90), ("silver", "Sia Silver", 20_000, 90),
            ("gold", "Gus Gold", 70_000, 90), ("platinum", "Pat Platinum", 1_250_000, 60),
            ("ending", "Ed Ending", 20_000, 360), ("grace", "Gail Grace", 20_000, 380),
        ]
        for tier in tiers {
            let customer = Self.member(tier.name)
            join(customer, tier.person, daysAgo: tier.daysAgo + 10)
            order(tier.name, by: customer, tier.spend, daysAgo: tier.daysAgo)
        }
    }

    mutating func tellReferrals() {
        let referrer = Self.member("referrer")
        join(referrer, "Rita Referrer", daysAgo: 200, address: "1 Main Street, Springfield")
        order("referrer", by: referrer, 5_000, daysAgo: 150)
        let friends: [(name: String, person: String, claimed: Int64, bought: Int64?)] = [
            ("friend-joined", "Jo Joined", 12, nil), ("friend-waiting", "Wim Waiting", 10, 5),
            ("friend-rewarded", "Ron Rewarded", 50, 45), ("friend-returned", "Tess Returned", 40, 35),
            ("friend-review", "Remy Review", 8, 4),
        ]
        for friend in friends {
            let customer = Self.member(friend.name)
            let isNeighbour = friend.name == "friend-review"
            join(
                customer, friend.person, daysAgo: friend.claimed,
                address: isNeighbour ? "1 Main Street, Springfield" : nil)
            add(.claim(friend: customer, referrer: referrer), daysAgo: friend.claimed)
            if let bought = friend.bought { order(friend.name, by: customer, 6_000, daysAgo: bought) }
        }
        refund("friend-returned", .rest, daysAgo: 30)
        // The same person once more, who may not claim the own code.
        let same = UpsertCustomer.Input(
            id: Self.member("referrer-again"), name: "Rita R.", email: "demo-referrer@mail.example")
        add(.join(same), daysAgo: 6)
    }

    mutating func tellPeople() {
        let merged = Self.member("merged")
        let former = Self.member("merged-guest")
        join(merged, "Mia Merged", daysAgo: 200)
        order("merged", by: merged, 9_000, daysAgo: 100)
        join(former, "Mia Merged", daysAgo: 80)
        order("merged-guest", by: former, 8_000, daysAgo: 70)
        act(daysAgo: 15) { _ = try MergeCustomers.run(former, into: merged, in: $0) }
        let blocked = Self.member("blocked")
        join(blocked, "Blake Blocked", daysAgo: 200)
        credit(400, to: blocked, "Brought from the old programme", daysAgo: 90)
        act(daysAgo: 7) { context in
            _ = try BlockCustomer.run(
                blocked, isBlocked: true, reason: "Sells coupons on", in: context)
        }
        order("blocked", by: blocked, 5_000, daysAgo: 3)
        let erased = Self.member("erased")
        join(erased, "Erin Erased", daysAgo: 100)
        order("erased", by: erased, 5_000, daysAgo: 90)
        act(daysAgo: 12) { _ = try EraseCustomer.run(erased, in: $0) }
        for daysAgo in [2, 9] as [Int64] {
            act(daysAgo: daysAgo) { _ = try ReportSupportTicket.run(.redemption, at: nil, in: $0) }
        }
    }
}
