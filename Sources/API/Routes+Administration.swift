import HTTPServer

/// Programme versions, keys, logs and the sandbox, for admin keys.
extension Routes {
    static let administration: [Route] = [
        Route("getProgramSchema", .get, "/v1/program/schema", .open, media: .schema, ProgrammeSchema.get)
    ]
}
