import Model

/// The words of what merging two customers moved.
extension TraceWords {
    var mergeSentence: String {
        let merge = "merge-\(number("merge"))"
        switch word("side") {
        case "begin": return "Another of this person's accounts was merged into this one (\(merge))."
        case "end": return "An account that had been merged into this one was taken apart again (\(merge))."
        case "out": return "\(part(number("coins"))) left with the merge of two accounts (\(merge))."
        default: return "\(part(number("coins"))) came with the merge of two accounts (\(merge))."
        }
    }

    var mergeSteps: [String] {
        guard trace["lot"] != nil else { return [] }
        return ["What was left of lot \(number("lot")): \(part(number("coins"))), with its dates."]
    }
}
