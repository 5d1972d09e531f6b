#!/usr/bin/env bash
# Packs what this commit's tag releases: v1.2.3 makes version 1.2.3 of every package. What the release before had in its public API must still be there.
#   eng/release.sh [FOLDER]   writes the packages into FOLDER, else into artifacts/packages
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-artifacts/packages}
tag=$(git describe --tags --exact-match --match 'v[0-9]*' 2>/dev/null) || { echo "This commit has no tag such as v1.2.3; a release is a tag (CONTRIBUTING.md)." >&2; exit 1; }
[ -z "$(git status --porcelain)" ] || { echo "The working tree has changes that $tag does not have; commit or remove them." >&2; exit 1; }
before=$(git describe --tags --abbrev=0 --match 'v[0-9]*' "$tag^" 2>/dev/null || true)
export CI=true
for package in CoprJobGrab CoprJobGrab.Testing CoprJobGrab.Testing.Xunit CoprJobGrab.Templates; do
  dotnet pack "src/$package" -c Release -nologo -o "$folder" "-p:Version=${tag#v}" ${before:+"-p:PackageValidationBaselineVersion=${before#v}"}
done
