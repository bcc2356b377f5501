/// Carts, products and guests.
extension Routes {
    static let screens: [Route] = []
}
