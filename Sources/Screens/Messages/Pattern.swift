import Model

/// A text with places in it, laid out for writing: all that stands between the places in one run of bytes, already
/// escaped for JSON, and for each place where in the run it lies.
struct Pattern<Place: Sendable & Equatable>: Sendable, Equatable {
    /// A part of a text as it is put together.
    enum Piece: Sendable, Equatable {
        case literal([UInt8])
        case place(Place)
    }

    /// Up to where the run is written next, and the place that follows; the last one may have none.
    private struct Step: Sendable, Equatable {
        let end: Int
        let place: Place?
    }

    private let text: [UInt8]
    private let steps: [Step]

    init(_ pieces: [Piece]) {
        var text: [UInt8] = []
        var steps: [Step] = []
        for piece in pieces {
            switch piece {
            case .literal(let bytes): text += JSONWriter.escaped(bytes)
            case .place(let place): steps.append(Step(end: text.count, place: place))
            }
        }
        if steps.last?.end != text.count { steps.append(Step(end: text.count, place: nil)) }
        (self.text, self.steps) = (text, steps)
    }

    /// Writes the text as a part of the open one; `fill` writes what stands in a place, and is told whether anything
    /// stands before it.
    @inline(__always)
    func write(
        into json: inout JSONWriter,
        _ fill: (_ place: Place, _ isAtStart: Bool, _ json: inout JSONWriter) -> Void
    ) {
        var (start, isAtStart) = (0, true)
        for step in steps {
            if step.end > start {
                json.piece(escaped: text, start..<step.end)
                isAtStart = false
            }
            start = step.end
            if let place = step.place { fill(place, isAtStart, &json) }
            isAtStart = false
        }
    }
}
