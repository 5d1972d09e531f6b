#!/usr/bin/env python3
"""Prints the ten slowest test classes and, as the last line, how many tests passed and failed in all result files.

test-summary.py FOLDER PROJECT...   reads FOLDER/PROJECT.xml of each project
"""
import collections
import sys
import xml.etree.ElementTree as tree
from pathlib import Path

folder, projects = Path(sys.argv[1]), sys.argv[2:]
seconds = collections.Counter()
passed = failed = 0
for project in projects:
    results = folder / f"{project}.xml"
    if not results.exists():
        print(f"{project} ended without its results.")
        failed += 1
        continue
    root = tree.parse(results).getroot()
    tests = list(root.iter("test"))
    if not tests:
        print(f"{project} ran no test.")
        failed += 1
    passed += sum(test.get("result") == "Pass" for test in tests)
    failed += sum(test.get("result") == "Fail" for test in tests) + sum(int(run.get("errors", 0)) for run in root.iter("assembly"))
    for test in tests:
        seconds[test.get("type")] += float(test.get("time"))

print("The ten slowest classes, in seconds:")
for name, time in seconds.most_common(10):
    print(f"{time:8.1f}  {name}")
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
