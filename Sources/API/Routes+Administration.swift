import HTTPServer

/// Programme versions, keys, logs and the sandbox, for admin keys.
extension Routes {
    static let administration: [Route] = schema + programmes + keys + records

    private static let schema: [Route] = [
        Route("getProgramSchema", .get, "/v1/program/schema", .open, media: .schema, ProgrammeSchema.get)
    ]

    private static let programmes: [Route] = [
        Route(
            "listProgrammeVersions", .get, "/v1/admin/programme/versions", .admin, VersionsEndpoint.list),
        Route(
            "getProgrammeVersion", .get, "/v1/admin/programme/versions/{version}", .admin,
            VersionsEndpoint.get),
        Route(
            "restoreProgrammeVersion", .post, "/v1/admin/programme/versions/{version}/restore", .admin,
            VersionsEndpoint.restore),
        Route("compareProgrammes", .get, "/v1/admin/programme/diff", .admin, VersionsEndpoint.compare),
        Route("validateProgramme", .post, "/v1/admin/programme/validate", .admin, DraftsEndpoint.validate),
        Route("listDrafts", .get, "/v1/admin/programme/drafts", .admin, DraftsEndpoint.list),
        Route("createDraft", .post, "/v1/admin/programme/drafts", .admin, DraftsEndpoint.create),
        Route("getDraft", .get, "/v1/admin/programme/drafts/{draft_id}", .admin, DraftsEndpoint.get),
        Route("updateDraft", .put, "/v1/admin/programme/drafts/{draft_id}", .admin, DraftsEndpoint.update),
        Route(
            "deleteDraft", .delete, "/v1/admin/programme/drafts/{draft_id}", .admin, DraftsEndpoint.delete),
        Route(
            "publishDraft", .post, "/v1/admin/programme/drafts/{draft_id}/publish", .admin,
            DraftsEndpoint.publish),
    ]

    private static let keys: [Route] = [
        Route("listKeys", .get, "/v1/admin/keys", .admin, KeysEndpoint.list),
        Route("createKey", .post, "/v1/admin/keys", .admin, KeysEndpoint.create),
        Route("rotateKey", .post, "/v1/admin/keys/{key_id}/rotate", .admin, KeysEndpoint.rotate),
        Route("revokeKey", .post, "/v1/admin/keys/{key_id}/revoke", .admin, KeysEndpoint.revoke),
    ]

    private static let records: [Route] = [
        Route("getSandboxClock", .get, "/v1/admin/sandbox/clock", .admin, SandboxClockEndpoint.get),
        Route(
            "moveSandboxClock", .post, "/v1/admin/sandbox/clock", .admin, repeats: .byKey,
            SandboxClockEndpoint.move),
        Route("listAuditLog", .get, "/v1/admin/audit-log", .admin, AuditEndpoint.list),
    ]
}
