#!/usr/bin/env bash
# What inspection costs beside lsof, lsfd and ipcs, by turns, on a machine that inspect_load.c fills.
#   bench/inspect.sh [ROUNDS] [PROCESSES] [DESCRIPTORS] [SEGMENTS]
# Needs lsof, lsfd (util-linux 2.38 or newer), ipcs, gcc and the .NET SDK; root, to see all. A round is theirs, ours,
# theirs: the ratio is ours over the mean of its two neighbours, and theirs over theirs says whether the machine was quiet.
# The start of the runtime, that of a program that does nothing, is measured in each round too, and printed apart.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
./causeway --version >/dev/null
rounds=${1:-15} processes=${2:-1000} descriptors=${3:-50000} segments=${4:-4000}
# The wrapper looks through the sources at each start.
causeway=$(find "$PWD"/artifacts/causeway -maxdepth 2 -path '*/build-*/Causeway.Cli' ! -path '*.new/*' -printf '%T@ %p\n' | sort -n | tail -1 | cut -d' ' -f2-)
DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
export DOTNET_ROOT
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
gcc -O2 -o "$scratch/load" bench/inspect_load.c

# A program that does nothing, compiled ahead as the command is.
mkdir "$scratch/nothing"
cat >"$scratch/nothing/nothing.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><InvariantGlobalization>true</InvariantGlobalization></PropertyGroup></Project>
PROJECT
echo 'return 0;' >"$scratch/nothing/Program.cs"
dotnet publish "$scratch/nothing" -c Release -p:PublishReadyToRun=true --use-current-runtime --no-self-contained -o "$scratch/out" --nologo -v quiet >&2

begin_load() { coproc LOAD { exec "$scratch/load" "$@"; }; read -r _ <&"${LOAD[0]}"; }
end_load() { local pid=$LOAD_PID; eval "exec ${LOAD[1]}>&-"; wait "$pid"; }
milliseconds() { local start; start=$(date +%s%N); "$@" >/dev/null 2>&1 || true; echo $((($(date +%s%N) - start) / 1000)) | sed -E 's/(...)$/.\1/'; }
# NAME THEIRS... -- OURS...: rounds, then a line.
compare() {
    local name=$1 theirs=() before ours after start
    shift
    while [[ $1 != -- ]]; do theirs+=("$1"); shift; done
    shift
    milliseconds "${theirs[@]}" >/dev/null
    milliseconds "$@" >/dev/null
    for ((round = 0; round < rounds; round++)); do
        before=$(milliseconds "${theirs[@]}") ours=$(milliseconds "$@") after=$(milliseconds "${theirs[@]}") start=$(milliseconds "$scratch/out/nothing")
        echo "$before $ours $after $start"
    done | awk -v name="$name" '
        { mean = ($1 + $3) / 2; ours[NR] = $2; theirs[NR] = mean; begin[NR] = $4; whole[NR] = $2 / mean; less[NR] = ($2 - $4) / mean; noise[NR] = $3 / $1 }
        function sort(values, n,    i, j, t) { for (i = 2; i <= n; i++) { t = values[i]; for (j = i - 1; j >= 1 && values[j] > t; j--) values[j + 1] = values[j]; values[j + 1] = t } }
        function median(values, n) { sort(values, n); return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2 }
        END {
            low = int(NR / 2 - sqrt(NR) * 0.98); high = NR + 1 - low; if (low < 1) { low = 1; high = NR }
            theirs_ = median(theirs, NR); ours_ = median(ours, NR); begin_ = median(begin, NR); whole_ = median(whole, NR); less_ = median(less, NR)
            printf "%-28s theirs %.0f ms, ours %.0f ms, of it the start of the runtime %.0f ms; ours/theirs %.2f, without the start %.2f [%.2f, %.2f]; theirs/theirs %.2f, %d rounds\n", name, theirs_, ours_, begin_, whole_, less_, less[low], less[high], median(noise, NR), NR
        }'
}

echo "machine: $(nproc) cores, Linux $(uname -r), $processes processes with $descriptors descriptors"
begin_load "$processes" "$descriptors"
compare "snapshot beside lsof" lsof -n -P -- "$causeway" ls
compare "snapshot beside lsfd" lsfd -- "$causeway" ls
for ((round = 0; round < rounds; round++)); do echo; done | "$causeway" __bench-worker inspection | awk '
    NR > 2 { whole += $1; less += $2; ends = $3; bytes = $4; n++ }
    END { printf "snapshot in a program that has run    %.0f ms, %.0f ms without waits; %d ends, %.0f bytes an end\n", whole / n, less / n, ends, bytes / ends }'
end_load

begin_load 1 10 "$segments"
compare "ls sysv beside ipcs -m" ipcs -m -- "$causeway" ls sysv
end_load

begin_load 300 5000
"$causeway" top --json --interval 1 >/dev/null &
top=$!
ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$top/stat"; }
sleep 5 # until it is compiled
first=$(ticks) began=$(date +%s%N)
sleep 20
awk -v ticks=$(($(ticks) - first)) -v hertz="$(getconf CLK_TCK)" -v ns=$(($(date +%s%N) - began)) 'BEGIN { printf "top, a look a second           %.1f %% of a core, 300 processes with 5000 descriptors\n", 100 * ticks / hertz / (ns / 1e9) }'
kill "$top"
wait "$top" || true
end_load
