import API
import Engine
import HTTPServer
import Model

/// A customer's orders.
enum OrdersEndpoint {
    /// `GET /orders` of a customer, or the one of `reference_order_id`; by `status` where that is asked for.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let request = NectorRequest(exchange)
        let named = input.text("reference_order_id") ?? input.text("reference_order_name")
        if let named { return try one(named, input, request, isList: true) }
        let page = input.page()
        let filter = OrderResource.filter(status: input.text("status"))
        return .located(try request.finding(try input.who(), input)) { snapshot, customer in
            var found = CountedPage<Order>(items: [], count: 0)
            if let filter {
                found = try snapshot.countedOrders(
                    of: customer, page: page, states: filter.states, refunded: filter.refunded)
            }
            let view = try request.view(of: customer, in: snapshot)
            return Envelope.list(found.items, count: found.count) {
                OrderResource.write($0, of: customer, view, into: &$1)
            }
        }
    }

    /// `GET /orders/{id}`: by the shop's own id, or by the UUID of the list where the customer is named too.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        let input = try NectorInput(query: exchange.request)
        let named = input.text("reference_order_id") ?? exchange.parameter("id")
        return try one(named, input, NectorRequest(exchange), isList: false)
    }

    /// Orders of a customer among which one is looked for by its UUID: the newest so many.
    static let searchedMax = 200

    private static func one(
        _ named: String, _ input: NectorInput, _ request: NectorRequest, isList: Bool
    ) throws -> Outcome {
        let who = try input.who()
        return .located({ snapshot in
            let customer = try request.customer(who, in: snapshot)
            if customer != nil || who != nil || request.isApp { return customer }
            return try order(named, of: nil, in: snapshot, request.names).flatMap {
                try snapshot.customerIfKnown($0.customer)
            }
        }) { snapshot, customer in
            let order = try order(named, of: customer, in: snapshot, request.names)
            let view = try request.view(of: customer, in: snapshot)
            if isList {
                return Envelope.list(order.map { [$0] } ?? [], count: order == nil ? 0 : 1) {
                    OrderResource.write($0, of: customer, view, into: &$1)
                }
            }
            guard let order else { throw Refusal.orderNotFound }
            return Envelope.item { OrderResource.write(order, of: customer, view, into: &$0) }
        }
    }

    /// The order of that name, of that customer if one is given; nil for none.
    private static func order(
        _ named: String, of customer: Customer?, in snapshot: Snapshot, _ names: NectorNames
    ) throws -> Order? {
        if let id = OrderID(named), let order = try snapshot.orderIfKnown(id),
            customer.map({ $0.number == order.customer }) ?? true
        {
            return order
        }
        guard let customer, let id = NectorID(named) else { return nil }
        return try snapshot.countedOrders(of: customer, page: OffsetPage(limit: searchedMax)).items
            .first { names.order($0.id) == id }
    }
}
