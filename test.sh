#!/usr/bin/env bash
# Sets up what the tests need on a machine with the .NET SDK, builds everything, runs every test, and says how many passed and failed.
#   ./test.sh           under ten minutes on two cores
#   ./test.sh --long    with a thousand times the random cases in the property tests, a hundred times the random schedules, 50 rounds of 20,000 tasks with killed and
#                       paused hosts, 20 rounds of actions with killed leaders, and 20 rounds of each scene with a store that loses what it has
set -euo pipefail
cd "$(dirname "$0")"

# The property tests draw a hundred cases each; CsCheck takes the number from the environment. So do the random schedules, and SCHEDULES_FROM says with which seed they begin.
if [ "${1:-}" = --long ]; then
  export CsCheck_Iter=100000 SCHEDULES_COUNT="${SCHEDULES_COUNT:-200000}" SCHEDULES_REDIS_COUNT="${SCHEDULES_REDIS_COUNT:-1700}" COPRJOBGRAB_ROUNDS="${COPRJOBGRAB_ROUNDS:-50}" COPRJOBGRAB_ROUND_TASKS="${COPRJOBGRAB_ROUND_TASKS:-20000}"
  export COPRJOBGRAB_ACTION_ROUNDS="${COPRJOBGRAB_ACTION_ROUNDS:-20}" COPRJOBGRAB_SCENES="${COPRJOBGRAB_SCENES:-20}" COPRJOBGRAB_SCENE_TASKS="${COPRJOBGRAB_SCENE_TASKS:-600}"
fi

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

passed=0 failed=0 status=0
for project in tests/*.Tests; do
  name=$(basename "$project")
  log=$(mktemp)
  # What a shell starts in the background ignores SIGINT, and so would the programs that tests send it to.
  env --default-signal=INT dotnet "$project/bin/Release/net10.0/$name.dll" -noColor 2>&1 | tee "$log" || status=1
  summary=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+' "$log" | tail -1 || true)
  rm -f "$log"
  if [ -z "$summary" ]; then
    echo "$name ended without a summary."
    failed=$((failed + 1)) status=1
    continue
  fi
  read -r total errors bad <<<"$(tr -dc '0-9 ' <<<"$summary")"
  passed=$((passed + total - bad)) failed=$((failed + bad + errors))
  [ "$total" -gt 0 ] || { echo "$name ran no test."; failed=$((failed + 1)); }
done
[ "$failed" -eq 0 ] || status=1
echo "$passed passed, $failed failed"
exit "$status"
