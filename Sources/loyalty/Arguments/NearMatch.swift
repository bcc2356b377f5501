/// Finds what somebody probably meant.
enum NearMatch {
    /// The nearest of the candidates within a third of the word's length of changed, missing, extra or
    /// swapped letters; at most three that are equally near.
    static func best(for word: String, among candidates: [String]) -> [String] {
        let limit = max(1, word.count / 3)
        let typed = Array(word)
        let ranked = Set(candidates).map { (name: $0, distance: distance(typed, Array($0))) }
            .filter { $0.distance <= limit || (typed.count > 3 && $0.name.hasPrefix(word)) }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return ranked.filter { $0.distance == ranked.first?.distance }.prefix(3).map(\.name)
    }

    /// Letters to insert, delete, replace or swap with their neighbour (optimal string alignment).
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var before: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(last[column + 1], current[column]) + 1
                best = min(best, last[column] + (letter == other ? 0 : 1))
                let isSwap =
                    row > 0 && column > 0 && letter == right[column - 1] && left[row - 1] == other
                if isSwap { best = min(best, before[column - 1] + 1) }
                current.append(best)
            }
            before = last
            last = current
        }
        return last[right.count]
    }
}
