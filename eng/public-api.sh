#!/usr/bin/env bash
# Writes the members that the compiler misses in src/*/PublicAPI.Unshipped.txt into it. Read the difference before you commit it: it is what hosts will depend on.
set -euo pipefail
cd "$(dirname "$0")/.."
old=$(mktemp) new=$(mktemp) log=$(mktemp) file=""
trap '[ -z "$file" ] || cp "$old" "$file"; rm -f "$old" "$new" "$log"' EXIT
# Each needs the one before it to build.
for project in src/CoprJobGrab/ src/CoprJobGrab.Testing/ src/CoprJobGrab.Testing.Xunit/; do
  cp "${project}PublicAPI.Unshipped.txt" "$old"
  file="${project}PublicAPI.Unshipped.txt"
  # An empty list makes the compiler name every member; whatever else it finds stops this and leaves the file as it was.
  echo '#nullable enable' > "$file"
  dotnet build "$project" -c Release --no-incremental -nologo > "$log" 2>&1 || true
  others=$(grep -E ': error ' "$log" | grep -vcE 'error RS001[67]:' || true)
  if [ "$others" -gt 0 ] || ! grep -qE 'error RS0016:|Build succeeded' "$log"; then
    grep -E ": error " "$log" | grep -vE "error RS001[67]:" | sort -u >&2
    echo "$project does not build; $file is as it was." >&2
    exit 1
  fi
  { echo '#nullable enable'; { grep -oP "RS0016: Symbol '\K.*(?=' is not part of the declared)" "$log" || true; } | LC_ALL=C sort -u; } > "$new"
  cp "$new" "$file"
  echo "$file: $(diff "$old" "$new" | grep -c '^>') lines are new, $(diff "$old" "$new" | grep -c '^<') are gone" || true
  file=""
done
