#!/usr/bin/env python3
"""Holds a server's /metrics to Prometheus' text format and to its naming: check_metrics.py http://127.0.0.1:8080"""

import sys
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

SERIES_MAX = 20_000
LABELS = {"method", "route", "status", "le", "code", "limit", "wallet", "kind", "connector", "action", "outcome",
          "version", "sqlite", "schema"}
WANTED = {
    "loyalty_http_requests", "loyalty_http_request_duration_seconds", "loyalty_problems", "loyalty_rate_limited",
    "loyalty_kept_screens_hits", "loyalty_kept_screens_misses", "loyalty_kept_screens_bytes",
    "loyalty_http_connections_open", "loyalty_http_protocol_errors", "loyalty_writer_queue_length",
    "loyalty_writer_batch_size", "loyalty_writer_commit_seconds", "loyalty_ledger_entries",
    "loyalty_ledger_credited", "loyalty_connector_calls", "loyalty_ready", "loyalty_database_bytes",
    "loyalty_database_log_bytes", "loyalty_customers_quarantined", "loyalty_log_lines_dropped",
    "loyalty_verification_faults", "loyalty_build_info", "loyalty_memory_anonymous_bytes",
    "process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds", "process_cpu_seconds",
}


def check_histogram(family, faults):
    """Buckets go up, and the last one counts everything."""
    series = {}
    for sample in family.samples:
        labels = tuple(sorted((name, value) for name, value in sample.labels.items() if name != "le"))
        series.setdefault(labels, []).append(sample)
    for labels, samples in series.items():
        buckets = [(float(s.labels["le"]), s.value) for s in samples if s.name.endswith("_bucket")]
        counts = [s.value for s in samples if s.name.endswith("_count")]
        values = [count for _, count in buckets]
        if buckets != sorted(buckets) or values != sorted(values) or counts != [values[-1]]:
            faults.append(f"{family.name}{dict(labels)}: {buckets} {counts}")
        if buckets[-1][0] != float("inf"):
            faults.append(f"{family.name}: no bucket for everything")


def main():
    request = urllib.request.Request(sys.argv[1] + "/metrics", headers={
        "Accept": "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"})
    with urllib.request.urlopen(request) as answer:
        media, text = answer.headers["Content-Type"], answer.read().decode()
    faults = [] if media == "text/plain; version=0.0.4; charset=utf-8" else [media]
    families, seen = {}, set()
    for family in text_string_to_metric_families(text):
        if family.name in families:
            faults.append(f"{family.name} comes in two places")
        families[family.name] = family
        if not family.documentation or family.type == "unknown":
            faults.append(f"{family.name} has no help or no type")
        if family.type == "histogram":
            check_histogram(family, faults)
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            if key in seen:
                faults.append(f"{key} is there twice")
            seen.add(key)
            if set(sample.labels) - LABELS:
                faults.append(f"{key} has other labels")
            if family.type == "counter" and (not sample.name.endswith("_total") or sample.value < 0):
                faults.append(f"{key} is no counter")
    faults += [f"{name} is missing" for name in sorted(WANTED - set(families))]
    if len(seen) > SERIES_MAX:
        faults.append(f"{len(seen)} series")
    for line in text.splitlines():
        if line.startswith("# TYPE ") and line.endswith(" counter") and not line.split()[2].endswith("_total"):
            faults.append(line)
    print(f"{len(families)} families, {len(seen)} series")
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
