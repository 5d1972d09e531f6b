#!/usr/bin/env bash
# Writes the members that the compiler misses in src/*/PublicAPI.Unshipped.txt into it. Read the difference before you commit it: it is what hosts will depend on.
set -euo pipefail
cd "$(dirname "$0")/.."
for project in src/*/; do
  file="$project/PublicAPI.Unshipped.txt"
  echo '#nullable enable' > "$file"
  missing=$(dotnet build "$project" --no-incremental 2>&1 | grep -oP "RS0016: Symbol '\K.*(?=' is not part of the declared)" | sort -u || true)
  [ -z "$missing" ] || printf '%s\n' "$missing" | LC_ALL=C sort -u >> "$file"
done
