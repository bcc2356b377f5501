import HTTPServer

/// The launch checklist that runs itself.
extension Routes {
    static let brandTests: [Route] = [
        Route("startBrandTest", .post, "/v1/admin/brand-tests", .admin, BrandTestsEndpoint.create),
        Route("listBrandTests", .get, "/v1/admin/brand-tests", .admin, BrandTestsEndpoint.list),
        Route("getBrandTest", .get, "/v1/admin/brand-tests/{brand_test_id}", .admin, BrandTestsEndpoint.get),
    ]
}
