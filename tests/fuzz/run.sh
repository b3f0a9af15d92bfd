#!/usr/bin/env bash
# Runs the fuzzers of build/fuzz, or one of them, each for so many seconds: ./dev fuzz [SECONDS] [TARGET]
# 0 seconds: only the seeds, which are the files it starts from and the inputs of old findings.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/tests/fuzz
programs=$root/build/fuzz/tests/fuzz
corpora=${MOISSON_SHARED:-$root/../shared}/data/corpora
seconds=${1:-20}
only=${2:-}
seed=${MOISSON_FUZZ_SEED:-0} # 0: another one each time

# Sound and damaged files that are read, never written or copied: of the project, and of ../shared when it is there.
more_seeds() {
    case $1 in
    csv) echo "$corpora"/{csv-frictionless,csv-spectrum/csvs,own-csv,own-charset} ;;
    json) echo "$root/tests/data/corpora-own/json" "$corpora"/json-testsuite ;;
    xml) echo "$root/tests/data/corpora-own/xml" "$corpora"/{xml-xmltest,xml-entity-bombs,xml-xxe} ;;
    archive) echo "$corpora"/{own-archives,zip-slip} ;;
    rdf) echo "$root"/tests/fuzz/seeds/{xml,json} "$corpora"/../portals/_hostile ;;
    charset) echo "$corpora"/{own-charset,utf8-tests} ;;
    feed) echo "$root"/tests/core/feeds "$root/samples/feeds.d" ;;
    text | linkage_normal) echo "$corpora"/naughty-strings ;;
    esac
}

# Longer inputs find nothing that shorter ones do not, and take longer.
longest_input() {
    case $1 in
    archive | feed | sheet | staged) echo 16384 ;;
    url | text | linkage_normal | hours | mapping | http_fields | public_id) echo 512 ;;
    *) echo 4096 ;;
    esac
}

dictionary() { # the words of feed files and of moisson.toml stand in their tables of keys
    local file=$here/dictionaries/$1.dict
    case $1 in feed | app)
        file=$programs/$1.dict
        grep -ohE '"[a-z][a-z_-]+"' "$root"/core/config/*_keys.cpp | sort -u >"$file" ;;
    esac
    [ ! -e "$file" ] || echo "-dict=$file"
}

# -entropic=0: choosing by rarity took half of the time.
run() { # run PROGRAM TARGET
    local corpus=$programs/corpus/$2 log=$programs/$2.log findings=$programs/findings seeds=() folder found
    mkdir -p "$corpus" "$findings"
    for folder in "$here/seeds/$2" $(more_seeds "$2"); do [ ! -d "$folder" ] || seeds+=("$folder"); done
    if ASAN_OPTIONS=quarantine_size_mb=16:detect_stack_use_after_return=0 "$1" "$corpus" "${seeds[@]}" \
        $([ "$seconds" = 0 ] && echo -runs=0 || echo -max_total_time="$seconds") -seed="$seed" -entropic=0 -timeout=25 -rss_limit_mb=512 -max_len="$(longest_input "$2")" \
        $(dictionary "$2") -artifact_prefix="$findings/$2-" -print_final_stats=1 >"$log" 2>&1; then
        printf 'ok    %-14s %9s executions, %6s/s, %5s edges\n' "$2" \
            "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" \
            "$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")" \
            "$(grep -o 'cov: [0-9]*' "$log" | tail -1 | cut -c6-)"
        return 0
    fi
    printf 'FOUND %s\n' "$2"
    grep -E -A3 'PROPERTY BROKEN|SUMMARY|terminate called|what\(\)|runtime error' "$log" | sed 's/^/    /' | head -20
    found=$(sed -n 's/.*Test unit written to //p' "$log" | tail -1)
    printf '    the input: %s\n    again:     %s %s\n' "${found:-none}" "$1" "${found:-}"
    printf '    a finding that was understood becomes a test, and its input a seed in tests/fuzz/seeds/%s\n' "$2"
    return 1
}

# One on each core; what each says is printed whole, when it is done.
failed=0 any=0 busy=0
finish() { wait -n || failed=1; busy=$((busy - 1)); }
for program in "$programs"/*_fuzz; do
    target=$(basename "$program" _fuzz)
    [ -z "$only" ] || [ "$only" = "$target" ] || continue
    any=1
    [ $busy -lt "$(nproc)" ] || finish
    { said=$(run "$program" "$target") && echo "$said" || { echo "$said"; exit 1; }; } &
    busy=$((busy + 1))
done
while [ $busy -gt 0 ]; do finish; done
[ $any = 1 ] || { echo "there is no fuzzer \"$only\"; they are tests/fuzz/*_fuzz.cpp" >&2; exit 2; }
exit $failed
