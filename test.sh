#!/usr/bin/env bash
# Sets up what the tests need on a machine with the .NET SDK, builds everything, runs the tests, and says which classes were slowest and how many tests passed and failed.
#   ./test.sh          what a change needs: at most four minutes on two quiet cores, beside restore and build
#   ./test.sh --all    every test, and more random schedules on Redis: at most fifteen minutes
#   ./test.sh --long   with a thousand times the random cases in the property tests, 200,000 random schedules, 50 rounds of 20,000 tasks with killed and paused hosts,
#                      20 rounds of actions with killed leaders,
#                      20 rounds of 20,000 builds with killed and paused workers, and 20 rounds of each scene with a store that loses what it has
set -euo pipefail
cd "$(dirname "$0")"

# How many random cases, schedules, rounds and scenes: the tests take the numbers from the environment. SCHEDULES_FROM says with which seed the schedules begin.
default() { [ -n "${!1:-}" ] || export "$1=$2"; }
select=()
case "${1:-}" in
  "") select=(-trait- Suite=All) ;;
  --all)
    default SCHEDULES_REDIS_COUNT 34 ;;
  --long)
    default CsCheck_Iter 100000
    default SCHEDULES_COUNT 200000
    default SCHEDULES_REDIS_COUNT 1700
    default COPRJOBGRAB_ROUNDS 50
    default COPRJOBGRAB_ROUND_TASKS 20000
    default COPRJOBGRAB_ACTION_ROUNDS 20
    default COPRJOBGRAB_WORKER_ROUNDS 20
    default COPRJOBGRAB_WORKER_BUILDS 20000
    default COPRJOBGRAB_SCENES 20
    default COPRJOBGRAB_SCENE_TASKS 600 ;;
  *)
    echo "test.sh knows --all and --long, and not ${1}." >&2
    exit 2 ;;
esac

need() { # need PROGRAM PACKAGE...
  command -v "$1" >/dev/null 2>&1 && return
  shift
  local as_root=""
  [ "$(id -u)" -eq 0 ] || as_root=sudo
  [ -n "${lists_are_new:-}" ] || { $as_root apt-get -o DPkg::Lock::Timeout=120 -qq update; lists_are_new=1; }
  DEBIAN_FRONTEND=noninteractive $as_root apt-get -o DPkg::Lock::Timeout=120 -qq install -y --no-install-recommends "$@" >/dev/null
}
need redis-server redis-server
need python3 python3
need gcc gcc libc6-dev
need git git

dotnet restore CoprJobGrab.Library.sln --locked-mode
dotnet build CoprJobGrab.Library.sln --no-restore -c Release -v quiet -nologo

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
projects=() runs=() status=0
began=$SECONDS
# Side by side: many tests wait, for a program or for a lease, while others compute.
for project in tests/*.Tests; do
  name=$(basename "$project")
  projects+=("$name")
  # What a shell starts in the background ignores SIGINT, and so would the programs that tests send it to.
  env --default-signal=INT dotnet "$project/bin/Release/net10.0/$name.dll" -noColor "${select[@]}" -result-xml "$results/$name.xml" &
  runs+=($!)
done
for run in "${runs[@]}"; do
  wait "$run" || status=1
done
echo "The tests took $((SECONDS - began)) s."
eng/test-summary.py "$results" "${projects[@]}" || status=1
exit "$status"
