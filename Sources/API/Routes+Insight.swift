/// Past instants, measures, what-if and brand tests.
extension Routes {
    static let insight: [Route] = []
}
