#!/bin/sh
# Plays the auditor's commands against an engine that was built with a sanitizer, 20000 of seed 7 unless told otherwise:
#     Tests/Auditor/sanitized.sh thread|address [COMMANDS] [SEED]
# Prints the sanitizer's reports, and ends with another code than 0 at a report or a difference. Nothing is suppressed;
# Sources/CThreadSanitizer lets ThreadSanitizer see the locks of the toolchain's library.
set -eu
kind=${1:?thread or address}
cd "$(dirname "$0")/../.."
case $kind in
thread) build=.build-tsan ;;
address)
    # The fuzzer's build, which is under AddressSanitizer as well.
    build=.build-fuzz
    export LOYALTY_FUZZ=1
    ;;
*) echo "thread or address" >&2; exit 2 ;;
esac
Tests/once build --product loyalty-bench --sanitize="$kind" --scratch-path "$build"

# Into files: the auditor takes the end of a process that it has told to crash for that crash.
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
export TSAN_OPTIONS="halt_on_error=1:log_path=$reports/report"
export ASAN_OPTIONS="detect_leaks=1:log_path=$reports/report"
code=0
python3 Tests/Auditor/audit.py --driver "$build/debug/loyalty-bench" --commands "${2:-20000}" --seed "${3:-7}" || code=$?
for report in "$reports"/*; do
    [ -e "$report" ] || continue
    cat "$report"
    code=1
done
exit $code
