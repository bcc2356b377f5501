extension Quote {
    /// Why coins cannot be used, in words: of the codes of ``Ineligibility``, and of those with which a quote is refused.
    package static func words(of reason: String) -> String {
        switch reason {
        case "channel_closed": "the programme takes no coins through this channel"
        case "customer_blocked": "the brand has blocked this customer"
        case "minimum_cart": "the cart is smaller than the rule asks"
        case "minimum_discount": "what they would take off is less than the rule's smallest discount"
        case "minimum_coins": "they are fewer than the rule's smallest number"
        case "max_discount": "the rule's largest discount leaves nothing"
        case "minimum_payment": "the whole amount must be paid in money"
        case "balance": "the available coins do not make one step"
        case "requested": "what was asked for does not make one step"
        case "percent": "the rule's part of the cart leaves nothing"
        case "step": "what is left does not make one step"
        case "free_order": "the order must not become free"
        case "no_credits": "there is no store credit to use"
        case "nothing_to_pay": "there is nothing left to pay"
        case "quote_empty": "the quote took nothing off"
        case "other_channel": "the quote was given for a checkout; hold it there, or ask for one of the app"
        default: reason
        }
    }
}
