/// Merging, erasing and finding customers.
extension Routes {
    static let people: [Route] = []
}
