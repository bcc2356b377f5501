import Engine
import Model
import Store

/// How things stand: the books, the verification and the process.
extension MetricsPage {
    static func writeBooks(_ service: Service, _ surroundings: Surroundings, to writer: inout MetricsWriter) {
        let (path, alarms) = (service.engine.store.path, service.engine.store.alarms.totals)
        writer.single(
            "loyalty_ready", .gauge, "Whether requests can be served.",
            Readiness(of: service).canServe ? 1 : 0)
        writer.single("loyalty_database_bytes", .gauge, "The database file.", FileReading.bytes(of: path))
        writer.single(
            "loyalty_database_log_bytes", .gauge, "The write-ahead log beside it.",
            FileReading.bytes(of: path + "-wal"))
        writer.single(
            "loyalty_disk_free_bytes", .gauge, "Room for the service on the database's disk.",
            FileReading.room(beside: path) ?? 0)
        writer.single(
            "loyalty_customers_quarantined", .gauge, "Customers with damaged books, who are not served.",
            Int64(alarms.quarantinedCustomers))
        writer.single(
            "loyalty_damaged_reads_total", .counter, "Reads and writes that met damage in the database file.",
            Int64(clamping: alarms.damagedReads))
        writer.single(
            "loyalty_writing_stopped", .gauge,
            "Whether a sync has failed, so that nothing is written until the next start.",
            alarms.hasStoppedWriting ? 1 : 0)
        writer.single(
            "loyalty_log_lines_dropped_total", .counter, "Lines of the log that found no room.",
            surroundings.droppedLogLines())
        writer.single(
            "loyalty_housekeeping_last_timestamp_seconds", .gauge,
            "When what has fallen due was last looked at; 0 for never.",
            seconds(surroundings.housekeepingAt()))
    }

    static func writeVerification(_ state: VerificationState, to writer: inout MetricsWriter) {
        writer.single(
            "loyalty_verification_running", .gauge, "Whether a pass is under way in the background.",
            state.isRunning ? 1 : 0)
        writer.single(
            "loyalty_verification_customers_done", .gauge, "Customers looked at in the newest pass.",
            state.customersDone)
        writer.single(
            "loyalty_verification_customers", .gauge, "Customers that there were when it began.",
            state.customersTotal)
        writer.single("loyalty_verification_passes_total", .counter, "Whole passes.", state.passes)
        writer.single(
            "loyalty_verification_faults", .gauge, "Faults found in the newest pass.",
            max(state.faults, state.faultsBefore))
        writer.single(
            "loyalty_verification_started_timestamp_seconds", .gauge, "When it began; 0 for never.",
            seconds(state.startedAt))
        writer.single(
            "loyalty_verification_finished_timestamp_seconds", .gauge,
            "When the newest whole pass ended; 0 for never.", seconds(state.finishedAt))
    }

    static func writeProcess(_ service: Service, to writer: inout MetricsWriter) {
        writer.begin("loyalty_build_info", .gauge, "What runs here; always 1.")
        writer.sample(
            [
                ("version", service.configuration.version), ("sqlite", Store.sqliteVersion),
                ("schema", String(Migrations.current)),
            ], 1)
        let process = ProcessReading()
        writer.single(
            "loyalty_memory_anonymous_bytes", .gauge, "Memory of its own, without mapped files.",
            process.anonymousBytes)
        writer.single(
            "process_resident_memory_bytes", .gauge,
            "All memory in RAM; what is mapped of the database counts once for each reader, two a loop.",
            process.residentBytes)
        writer.single(
            "process_virtual_memory_bytes", .gauge, "All address space.", process.virtualBytes)
        writer.begin("process_cpu_seconds_total", .counter, "Time on processors.")
        writer.sample([], nanoseconds: process.processorNanoseconds)
        writer.single("process_open_fds", .gauge, "Descriptors open.", process.openDescriptors)
        writer.single("process_max_fds", .gauge, "Descriptors that may be open.", process.descriptorsMax)
        writer.single(
            "process_start_time_seconds", .gauge, "When the process started.", process.startedAt)
    }

    private static func seconds(_ at: Instant?) -> Int64 { (at?.milliseconds ?? 0) / 1_000 }
}
