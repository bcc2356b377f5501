import HTTPServer

/// Merging, erasing and finding customers.
extension Routes {
    static let people: [Route] = [
        Route("eraseCustomer", .delete, "/v1/customers/{customer_id}", .write, CustomersEndpoint.erase),
        Route(
            "mergeCustomers", .post, "/v1/customers/{customer_id}/merge", .write, repeats: .byKey,
            movesCoins: true, MergesEndpoint.create),
        Route(
            "undoMerge", .post, "/v1/customers/{customer_id}/merges/{merge_id}/undo", .write, repeats: .byKey,
            movesCoins: true, MergesEndpoint.undo),
        Route("searchCustomers", .get, "/v1/admin/customers", .admin, CustomersEndpoint.search),
        Route(
            "getCustomerDetail", .get, "/v1/admin/customers/{customer_id}", .admin, CustomersEndpoint.detail),
        Route(
            "blockCustomer", .post, "/v1/admin/customers/{customer_id}/block", .admin,
            CustomersEndpoint.block),
        Route(
            "unblockCustomer", .post, "/v1/admin/customers/{customer_id}/unblock", .admin,
            CustomersEndpoint.unblock),
    ]
}
