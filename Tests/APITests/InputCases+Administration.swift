// The same of the administration's routes.
extension InputTests {
    /// Of administration, and of what it does to customers.
    static let ofAdministration = [
        Case(
            route: "validateProgramme", name: "wrong types", body: #"{"document": []}"#,
            faults: ["#/document wrong_type"]),
        Case(
            route: "createDraft", name: "wrong types",
            body: #"{"name": 1, "document": 2, "from_version": "3"}"#,
            faults: ["#/name wrong_type", "#/document wrong_type", "#/from_version wrong_type"]),
        Case(
            route: "updateDraft", name: "wrong types", body: #"{"name": 1, "revision": "3", "x": 1}"#,
            faults: ["#/name wrong_type", "#/revision wrong_type", "#/x unknown_field"]),
        Case(
            route: "deleteDraft", name: "members where there are none", body: #"{"x": 1}"#,
            faults: ["#/x unknown_field"]),
        Case(
            route: "publishDraft", name: "wrong types", body: #"{"expected_version": "1"}"#,
            faults: ["#/expected_version wrong_type"]),
        Case(
            route: "restoreProgrammeVersion", name: "no version", body: #"{"expected_version": 0}"#,
            faults: ["#/expected_version out_of_range"]),
        Case(
            route: "createKey", name: "wrong types", body: #"{"kind": 1, "server": 2, "label": 3}"#,
            faults: ["#/kind wrong_type", "#/server wrong_type", "#/label wrong_type"]),
        Case(
            route: "rotateKey", name: "more than 90 days", body: #"{"overlap_seconds": 7776001}"#,
            faults: ["#/overlap_seconds out_of_range"]),
        Case(
            route: "rejectReview", name: "members where there are none", body: #"{"x": 1}"#,
            faults: ["#/x unknown_field"]),
        Case(
            route: "revokeKey", name: "members where there are none", body: #"{"x": 1}"#,
            faults: ["#/x unknown_field"]),
        Case(
            route: "updateConnector", name: "wrong types and another connector's members",
            body: """
                {"enabled": 1, "allowed_ips": ["10.0.0.1/8", 5], "website": "on", "heading": 1,
                 "logo_url": "ftp://x", "prepaid_discount": true}
                """,
            faults: [
                "#/enabled wrong_type", "#/allowed_ips/0 invalid_format", "#/allowed_ips/1 wrong_type",
                "#/website wrong_type", "#/heading wrong_type", "#/logo_url invalid_format",
                "#/prepaid_discount unknown_field",
            ]),
        Case(
            route: "updateOrderFeed", name: "wrong types and a checkout's members",
            body:
                #"{"enabled": "yes", "allowed_ips": {}, "path_name": 1, "heading": "x", "prepaid_discount": true}"#,
            faults: [
                "#/enabled wrong_type", "#/allowed_ips wrong_type", "#/path_name wrong_type",
                "#/heading unknown_field", "#/prepaid_discount unknown_field",
            ]),
        Case(
            route: "updateShiprocketConnector", name: "wrong types",
            body: #"{"record_credit_payment": 1, "prepaid_discount": "no", "path_name": "a"}"#,
            faults: [
                "#/path_name invalid_format", "#/record_credit_payment wrong_type",
                "#/prepaid_discount wrong_type",
            ]),
        Case(
            route: "changeConnectorRule", name: "wrong types",
            body: #"{"rule": [], "expected_version": 0}"#,
            faults: ["#/rule wrong_type", "#/expected_version out_of_range"]),
        Case(
            route: "changeConnectorRule", name: "a rule and the app's",
            body: #"{"rule": {}, "same_as_app": true}"#, faults: ["#/rule not_allowed"]),
        Case(
            route: "changeConnectorRule", name: "a rule that no discount can meet",
            body: #"{"rule": {"maximum_discount": 0, "value": {"coins": 1}, "x": 1}}"#,
            faults: [
                "#/rule/maximum_discount out_of_range", "#/rule/value/amount required",
                "#/rule/x unknown_field",
            ]),
        Case(
            route: "startConnectorCheck", name: "members where there are none", body: #"{"x": 1}"#,
            faults: ["#/x unknown_field"]),
        Case(
            route: "initialiseConnector", name: "members where there are none", body: #"{"x": 1}"#,
            faults: ["#/x unknown_field"]),
        Case(
            route: "rotateConnector", name: "more than 90 days", body: #"{"overlap_seconds": 7776001}"#,
            faults: ["#/overlap_seconds out_of_range"]),
        Case(
            route: "confirmConnector", name: "members where there are none", body: #"{"x": 1}"#,
            faults: ["#/x unknown_field"]),
        Case(
            route: "eraseCustomer", name: "members where there are none", body: #"{"x": 1}"#,
            faults: ["#/x unknown_field"]),
        Case(
            route: "mergeCustomers", name: "wrong types", body: #"{"customer_id": 5}"#,
            faults: ["#/customer_id wrong_type"]),
        Case(
            route: "undoMerge", name: "members where there are none", body: #"{"x": 1}"#,
            faults: ["#/x unknown_field"]),
        Case(
            route: "blockCustomer", name: "no reason", body: #"{"reason": ""}"#,
            faults: ["#/reason too_short"]),
        Case(
            route: "unblockCustomer", name: "no reason", body: "{}", faults: ["#/reason required"]),
        Case(
            route: "moveSandboxClock", name: "wrong types", body: #"{"advance_seconds": "1", "back": true}"#,
            faults: ["#/advance_seconds wrong_type", "#/back unknown_field"]),
        Case(
            route: "moveSandboxClock", name: "back in time", body: #"{"advance_seconds": -60}"#,
            faults: ["#/advance_seconds out_of_range"]),
        Case(
            route: "moveSandboxClock", name: "neither", body: "{}", faults: ["#/advance_seconds required"]),
    ]
}
