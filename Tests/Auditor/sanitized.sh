#!/bin/sh
# Plays the auditor's commands against an engine that was built with a sanitizer:
#     sanitized.sh thread|address [COMMANDS] [SEED]
# Ends with another code than 0 at a difference or a report.
set -eu
kind=${1:?thread or address}
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
case $kind in
thread) build=.build-tsan ;;
address) build=.build-asan ;;
*) echo "thread or address" >&2; exit 2 ;;
esac
swift build --product loyalty-bench --sanitize="$kind" --scratch-path "$build"
TSAN_OPTIONS="suppressions=$root/Tests/Auditor/thread.supp" ASAN_OPTIONS="detect_leaks=0" \
    python3 Tests/Auditor/audit.py --driver "$build/debug/loyalty-bench" --commands "${2:-10000}" --seed "${3:-7}"
