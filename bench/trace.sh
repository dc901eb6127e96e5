#!/usr/bin/env bash
# What tracing costs a traced call: causeway trace beside strace -f, the same program, by turns.
#   bench/trace.sh [ROUNDS] [CALLS]     needs strace, gcc and the Release build of src/Causeway.Cli
# A round is strace, ours, strace, each with no call and with CALLS: the difference is the calls'. The ratio is ours over
# the mean of its two neighbours; strace over strace says whether the machine was quiet.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-15} calls=${2:-20000}
causeway=artifacts/bin/Causeway.Cli/release/Causeway.Cli
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
gcc -O2 -o "$scratch/traced" bench/traced.c

# The same families of calls as causeway trace.
families=ipc,network,signal,read,write,pipe2,close,dup,openat,mmap,futex,eventfd2,flock,fcntl,memfd_create
with_strace() { strace -f -e "trace=$families" -o "$scratch/strace.out" "$scratch/traced" "$1"; }
with_ours() { "$causeway" trace --output "$scratch/ours.out" -- "$scratch/traced" "$1"; }
nanoseconds() { local start; start=$(date +%s%N); "$@"; echo $(($(date +%s%N) - start)); }
# Nanoseconds of one call: two a byte.
per_call() { local none all; none=$(nanoseconds "$1" 0); all=$(nanoseconds "$1" $((calls / 2))); echo $(((all - none) / calls)); }

per_call with_strace >/dev/null
per_call with_ours >/dev/null
for ((round = 0; round < rounds; round++)); do
    before=$(per_call with_strace) ours=$(per_call with_ours) after=$(per_call with_strace)
    echo "$before $ours $after"
done | tee /dev/stderr | awk '
    { ratio[NR] = 2 * $2 / ($1 + $3); noise[NR] = $3 / $1 }
    function median(values, n,    i, j, t) {
        for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (values[j] < values[i]) { t = values[i]; values[i] = values[j]; values[j] = t }
        return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
    }
    END { printf "ours/strace %.2f (%.2f to %.2f), strace/strace %.2f, %d rounds\n", median(ratio, NR), ratio[1], ratio[NR], median(noise, NR), NR }'
