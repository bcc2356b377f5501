import Model
import Testing

struct JSONPiecesTests {
    @Test(arguments: [
        [], [""], ["a"], ["Ord", "er 1042"], ["say \"", "\\\n", "é🙂", "x"], ["1234567", "8\u{1}"],
    ])
    func `a text in pieces is the text in one`(pieces: [String]) {
        var whole = JSONWriter()
        whole.beginArray()
        whole.string("before")
        whole.string(pieces.joined())
        whole.string("after")
        whole.endArray()
        var parts = JSONWriter()
        parts.beginArray()
        parts.string("before")
        parts.beginString()
        for (index, piece) in pieces.enumerated() {
            if index.isMultiple(of: 2) { parts.piece(piece) } else { parts.piece(Array(piece.utf8)) }
        }
        parts.endString()
        parts.string("after")
        parts.endArray()
        #expect(parts.bytes == whole.bytes)
    }
}
