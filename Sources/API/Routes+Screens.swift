import HTTPServer

/// Carts, products and guests.
extension Routes {
    static let screens: [Route] = [
        Route(
            "previewCart", .post, "/v1/customers/{customer_id}/screens/cart", .customer, ScreenEndpoint.cart),
        Route("listBadges", .post, "/v1/screens/products", .programmeOrCustomer, ScreenEndpoint.products),
        Route("getGuestScreen", .get, "/v1/screens/guest", .programme, ScreenEndpoint.guest),
    ]
}
