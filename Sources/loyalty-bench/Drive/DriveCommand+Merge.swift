import Engine
import Model

/// Two customers who are one person, and apart again (rule 11.6).
extension DriveCommand {
    func merge() throws -> [UInt8] {
        let receipt = try MergeCustomers.run(customerID("of"), into: customerID(), in: context)
        return try DriveReply.done("merged", [receipt.merge.number], of: receipt.survivor, in: context)
    }

    func undoMerge() throws -> [UInt8] {
        let receipt = try UndoMerge.run(try fields.needed("merge"), of: customerID(), in: context)
        return try DriveReply.done("apart", [], of: receipt.survivor, in: context)
    }
}
