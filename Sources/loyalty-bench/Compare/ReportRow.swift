/// One line of the comparison: what was measured, beside what, and what is asked of it.
package struct ReportRow: Sendable {
    /// What ours stands beside in the same run.
    package struct Reference: Sendable {
        package let name: String
        package let values: [Double]
        package init(name: String, values: [Double]) { (self.name, self.values) = (name, values) }
    }

    package let part: String
    package let work: String
    package let unit: String
    /// One value a round.
    package let ours: [Double]
    package let reference: Reference?
    package let goal: Goal?

    package init(
        part: String, work: String, unit: String, ours: [Double], reference: Reference? = nil,
        goal: Goal? = nil
    ) {
        (self.part, self.work, self.unit) = (part, work, unit)
        (self.ours, self.reference, self.goal) = (ours, reference, goal)
    }

    /// What the goal speaks of: the median of the rounds' ratios, or of the values where nothing stands beside them.
    package var value: Double {
        guard let reference else { return Statistics.median(ours) }
        return Statistics.median(zip(ours, reference.values).map { $1 > 0 ? $0 / $1 : 0 })
    }

    /// Whether the goal is reached; nil where there is none.
    package var isMet: Bool? { goal?.isMet(by: value) }
}

/// What is asked of a value; both ends are included.
package struct Goal: Sendable {
    package let least: Double?
    package let most: Double?

    package static func atLeast(_ value: Double) -> Goal { Goal(least: value, most: nil) }
    package static func atMost(_ value: Double) -> Goal { Goal(least: nil, most: value) }
    package static func between(_ least: Double, _ most: Double) -> Goal { Goal(least: least, most: most) }

    package func isMet(by value: Double) -> Bool { value >= least ?? value && value <= most ?? value }

    /// `≥ 1.20`, `≤ 32.0` or `1.00 … 1.05`.
    package var text: String {
        switch (least, most) {
        case (let least?, let most?): "\(FigureText.of(least)) … \(FigureText.of(most))"
        case (let least?, nil): "≥ \(FigureText.of(least))"
        case (nil, let most?): "≤ \(FigureText.of(most))"
        case (nil, nil): ""
        }
    }
}
