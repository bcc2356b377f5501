// The core of every checkout endpoint, native or of another wire format. An endpoint reads its request and writes its
// answers; everything between is here:
//
//     let (connector, channel) = try Checkout.caller(of: exchange)      // 404, 403 address_not_allowed
//     let call: CheckoutCall = …                                        // read from the body, in the format's own way
//     return try Checkout.outcome(of: call, &exchange) { result, wording, customer, snapshot in
//         switch result {                                               // written in the format's own way
//         case .listed(let listing): …
//         case .performed(let receipt): …
//         case .reverted(let receipt, let customer): …
//         }
//     }
//
// Its route has the access `.webhook` and a parameter `{webhook_id}`: the service finds the connector by the id before
// the handler is called, and answers 404 for an id that is unknown or has ended.

package import Engine
import HTTPServer
package import Model
package import Screens

/// A checkout's call: who may, whether the connector is open for it, and what the engine is asked (rules 6, 7).
package enum Checkout {
    /// The connector that calls, from an address from which it may.
    ///
    /// - Throws: ``Problem``: 404 for one that redeems no coins, as for an id that is not there; 403
    ///   `address_not_allowed`.
    package static func caller(of exchange: Exchange) throws(Problem) -> (
        connector: Connector, channel: Channel
    ) {
        guard let connector = exchange.caller.connector, let channel = connector.kind.channel else {
            throw Problem(.notFound)
        }
        try requireAddress(exchange, connector)
        return (connector, channel)
    }

    /// The same for any connector, the order feed included.
    ///
    /// - Throws: ``Problem``: 403 `address_not_allowed`.
    package static func requireAddress(_ exchange: Exchange, _ connector: Connector) throws(Problem) {
        let allowed = connector.settings.allowedAddresses
        guard !allowed.isEmpty else { return }
        guard let address = exchange.service.clientAddress(of: exchange.request),
            allowed.contains(where: { $0.contains(address) })
        else { throw Problem(.addressNotAllowed) }
    }

    /// How a call is carried out: a list is a read, perform and revert are one command each.
    ///
    /// A connector that is switched off, as a whole or on the platform, still reverts: a failed payment ends with the
    /// coins back home.
    ///
    /// - Parameter answer: Writes what came of it, for the customer whom the call found; called on the loop or on the
    ///   writer.
    /// - Throws: ``Problem``: as ``caller(of:)``, and 409 `connector_disabled`, `platform_closed`. What the rules refuse
    ///   is thrown when the outcome is carried out.
    package static func outcome(
        of call: CheckoutCall, _ exchange: inout Exchange,
        _ answer: @escaping @Sendable (CheckoutResult, Wording, Customer, Snapshot) throws -> Answer
    ) throws -> Outcome {
        let (connector, channel) = try caller(of: exchange)
        exchange.checkoutAction = call.action
        if call.action != .revert {
            guard connector.settings.isEnabled else { throw Problem(.connectorDisabled) }
            guard connector.settings.isOn(call.platform) else { throw Problem(.platformClosed) }
        }
        let programme = exchange.version.programme
        if let currency = call.currency, currency != programme.currency.code {
            throw Refusal.currencyMismatch(programme: programme.currency.code, given: currency)
        }
        exchange.actor = connector.kind.actor
        let (chooseLocale, tally) = (exchange.chooseLocale, exchange.service.apiLog.checkouts)
        switch call.action {
        case .list:
            return .located(
                { try $0.customer(of: call.customer) },
                { snapshot, customer in
                    let listing = try list(call, connector, channel, of: customer, in: snapshot)
                    if listing.quote.isEligible { tally.began(customer, in: snapshot) }
                    return try answer(
                        .listed(listing), chooseLocale(customer).wording(at: snapshot.now), customer, snapshot
                    )
                })
        case .perform, .revert:
            return .write { context in
                let customer = try context.snapshot.requiredCustomer(of: call.customer)
                let result =
                    call.action == .perform
                    ? CheckoutResult.performed(try perform(call, channel, of: customer, in: context))
                    : .reverted(try revert(call, channel, of: customer, in: context), customer.id)
                if case .performed(let receipt) = result {
                    tally.completed(by: receipt.hold, of: customer, in: context)
                }
                return try answer(
                    result, chooseLocale(customer).wording(at: context.now), customer, context.snapshot)
            }
        }
    }

    private static func list(
        _ call: CheckoutCall, _ connector: Connector, _ channel: Channel, of customer: Customer,
        in snapshot: Snapshot
    ) throws -> CheckoutListing {
        let request = try request(call, channel)
        let quote = try snapshot.quote(request, for: customer)
        let rule = snapshot.version.programme.redemption.rules[channel]
        return CheckoutListing(
            quote: quote,
            redemption: CartRules.redemption(
                best: quote, requested: nil, rule,
                OrderAmounts(total: request.total, subtotal: request.subtotal)),
            customer: customer, coins: try snapshot.wallet(.coins, of: customer),
            credits: try snapshot.wallet(.credits, of: customer),
            appliesByItself: rule?.appliesByItself ?? false, connector: connector,
            programmeVersion: snapshot.version.number)
    }

    private static func perform(
        _ call: CheckoutCall, _ channel: Channel, of customer: Customer, in context: CommandContext
    ) throws -> PerformCheckout.Receipt {
        try PerformCheckout.run(
            PerformCheckout.Input(
                customer: customer.id, request: try request(call, channel),
                currency: context.programme.currency.code, reference: call.reference, attempt: call.attempt,
                order: call.order, isFinal: call.isFinal), in: context)
    }

    private static func revert(
        _ call: CheckoutCall, _ channel: Channel, of customer: Customer, in context: CommandContext
    ) throws -> RevertCheckout.Receipt {
        try RevertCheckout.run(
            RevertCheckout.Input(
                connector: channel, customer: customer.id, reference: call.reference, attempt: call.attempt,
                total: call.reference == nil ? try request(call, channel).total : nil,
                coins: call.returnedCoins),
            in: context)
    }

    private static func request(_ call: CheckoutCall, _ channel: Channel) throws -> QuoteRequest {
        guard let total = call.total else {
            throw InvalidInput(
                FieldError(
                    pointer: JSONPointer.appending("total", to: JSONPointer.root), code: FieldCode.required,
                    detail: "total is required."))
        }
        return QuoteRequest(
            channel: channel, total: total, subtotal: call.subtotal ?? total, wanted: call.wanted,
            wallets: call.wallets)
    }
}

extension CheckoutTally {
    /// A list has offered a customer something to redeem.
    fileprivate func began(_ customer: Customer, in snapshot: Snapshot) {
        began(customer.number, in: snapshot.book.number, on: snapshot.today, at: snapshot.now)
    }

    /// A checkout's hold has been spent by this write: the purchase is paid. One that is only held, or that another write
    /// has spent, finishes nothing, and neither does a dry run.
    func completed(by hold: Hold, of customer: Customer, in context: CommandContext) {
        guard ConnectorKind(rawValue: hold.channel.rawValue)?.channel != nil, hold.state == .committed,
            hold.endedAt == context.now, !context.isDryRun
        else { return }
        completed(customer, in: context.snapshot)
    }

    /// A checkout's order is paid.
    func completed(by order: Order, of customer: Customer, in context: CommandContext) {
        guard order.isPaidAtCheckout, !context.isDryRun else { return }
        completed(customer, in: context.snapshot)
    }

    private func completed(_ customer: Customer, in snapshot: Snapshot) {
        completed(customer.number, in: snapshot.book.number, on: snapshot.today, at: snapshot.now)
    }
}

/// Where another wire format tells of the orders that it hears of.
package struct CheckoutOrders: Sendable {
    fileprivate let tally: CheckoutTally

    /// Counts the checkout that led to the order as completed, where the order is paid.
    package func heard(of order: Order, of customer: Customer, in context: CommandContext) {
        tally.completed(by: order, of: customer, in: context)
    }
}

extension Exchange {
    /// Which orders finish checkouts.
    package var checkoutOrders: CheckoutOrders { CheckoutOrders(tally: service.apiLog.checkouts) }
}

extension Order {
    /// Whether it came through a checkout and has been paid.
    fileprivate var isPaidAtCheckout: Bool {
        connector.flatMap(ConnectorKind.init)?.channel != nil
            && (state.rank ?? 0) >= (OrderState.paid.rank ?? 0)
    }
}

extension Snapshot {
    /// The brand's local day.
    fileprivate var today: LocalDate { version.programme.zone.localDate(at: now) }

    /// - Throws: ``Refusal``: `customerNotFound`, `customerAmbiguous`.
    fileprivate func requiredCustomer(of contact: Contact) throws -> Customer {
        guard let customer = try customer(of: contact) else { throw Refusal.customerNotFound }
        return customer
    }
}
