import Model
import Testing

struct FractionTests {
    private func fraction(_ numerator: Int128, _ denominator: Int128) throws -> Fraction {
        try #require(Fraction(numerator, denominator))
    }

    @Test(arguments: [
        (6 as Int128, 4 as Int128, "3/2"), (-6, 4, "-3/2"), (0, 7, "0"), (10, 5, "2"), (7, 7, "1"),
        (Int128.max, Int128.max, "1"), (Int128.min, 2, "-85070591730234615865843651857942052864"),
    ])
    func `a fraction is kept in lowest terms`(numerator: Int128, denominator: Int128, text: String) throws {
        #expect(try fraction(numerator, denominator).text == text)
    }

    @Test(arguments: [0 as Int128, -1, .min])
    func `what is below the line is at least one`(denominator: Int128) {
        #expect(Fraction(1, denominator) == nil)
    }

    @Test(arguments: [
        (7 as Int128, 2 as Int128, 3 as Int128, 4 as Int128, "1/2"), (-7, 2, -4, -3, "1/2"),
        (6, 3, 2, 2, "0"), (-1, 10_000, -1, 0, "9999/10000"), (0, 5, 0, 0, "0"),
    ])
    func `floor goes towards minus infinity, ceil the other way`(
        numerator: Int128, denominator: Int128, floor: Int128, ceil: Int128, rest: String
    ) throws {
        let value = try fraction(numerator, denominator)
        #expect(value.floor == floor && value.ceil == ceil && value.rest.text == rest)
    }

    @Test func `a third, a quarter and a sixth are added, taken away, multiplied and divided exactly`() throws
    {
        let (third, quarter, sixth) = (try fraction(1, 3), try fraction(1, 4), try fraction(1, 6))
        #expect(third.plus(quarter)?.text == "7/12")
        #expect(third.plus(sixth)?.text == "1/2")
        #expect(quarter.minus(third)?.text == "-1/12")
        #expect(third.times(quarter)?.text == "1/12")
        #expect(try fraction(2, 3).times(try fraction(3, 2))?.text == "1")
        #expect(sixth.divided(by: quarter)?.text == "2/3")
        #expect(Fraction(basisPoints: 15_000).text == "3/2")
        #expect(Fraction(basisPoints: 0).text == "0")
        #expect(Fraction(Int64.min).text == "-9223372036854775808")
    }

    @Test func `nothing is divided by nothing, or by less`() throws {
        #expect(Fraction.one.divided(by: .zero) == nil)
        #expect(Fraction.one.divided(by: try fraction(-1, 2)) == nil)
    }

    @Test func `what does not fit in 128 bits is nil, and what fits after reducing is not`() throws {
        let most = try fraction(.max, 1)
        #expect(most.plus(.one) == nil)
        #expect(try fraction(.min, 1).minus(.one) == nil)
        #expect(Fraction.zero.minus(try fraction(.min, 1)) == nil)
        #expect(most.times(try fraction(2, 1)) == nil)
        #expect(most.times(try fraction(2, .max))?.text == "2")
        #expect(try fraction(1, .max).times(try fraction(1, 2)) == nil)
        #expect(try fraction(1, .max).plus(try fraction(1, .max - 1)) == nil)
        #expect(try fraction(1, .max).plus(try fraction(1, .max))?.text == "2/\(Int128.max)")
    }

    // A loop, not arguments: four Int128 and a Bool as the arguments of one test stop Swift 6.3.1's test process.
    @Test func `fractions are compared exactly, however large`() throws {
        let rows: [(a: Int128, b: Int128, c: Int128, d: Int128, isLess: Bool)] = [
            (1, 3, 1, 2, true), (1, 2, 1, 3, false), (1, 2, 2, 4, false), (-1, 2, 0, 1, true),
            (5, 2, 7, 3, false), (7, 3, 5, 2, true), (355, 113, 22, 7, true),
            (.max - 1, .max, .max - 2, .max - 1, false), (.max - 2, .max - 1, .max - 1, .max, true),
        ]
        for row in rows {
            let (first, second) = (try fraction(row.a, row.b), try fraction(row.c, row.d))
            #expect(first.isLess(than: second) == row.isLess, "\(row)")
        }
    }
}
