import HTTPServer

/// What happened, for the brand's back end to keep in step.
extension Routes {
    static let events: [Route] = [
        Route("listEvents", .get, "/v1/events", .write, EventsEndpoint.list)
    ]
}
