#!/usr/bin/env python3
"""Writes envelopes.json beside this file: each line is a pair of a record as a frontend may send it (Latin-1 text of
its UTF-8 bytes) and the envelope that retask makes of it. With --stdin it answers each such record on standard input
with the envelope's `_data` string on standard output, for the random tests."""
import json
import os
import sys

URN = "urn:uuid:34971d62-0eeb-47eb-9100-ab69c2c34386"


def envelope(raw):
    return json.dumps({"_data": json.dumps(json.loads(raw)), "urn": URN})


def records():
    yield (
        '{"task_id": "40127-fedora-20-x86_64", "build_id": 40127, "project_owner": "jdoe", "project_name": "hello", '
        '"submitter": "\u017e", "pkgs": "http://files.example.org/hello-2.10-1.src.rpm", "chroot": "fedora-20-x86_64", '
        '"buildroot_pkgs": "", "repos": "", "memory_reqs": 2048, "timeout": 0}'
    )
    yield '{}'
    yield ' \t\r\n{ "a" :\t1 ,\n"b":[ ] , "c" : { } }\n'
    yield '{"task_id":7,"nested":{"list":[1,[2,[3,{"x":[]}]],{}],"null":null,"yes":true,"no":false}}'
    yield r'{"escapes": "\"\\\/\b\f\n\r\t", "upper": "\u00E9\u017E", "needless": "\u0041\u002f\u003c", "nul": "\u0000\u001f\u007f"}'
    yield '{"not escaped": "</script> & \'single\' + / ~ `", "delete": "\x7f", "c1": "\x80\x9f\xa0", "bmp": "\u20ac\uffff\u2028"}'
    yield '{"astral": "\U0001f600\U0010ffff", "escaped astral": "\\ud83d\\ude00", "upper": "\\uD83D\\uDE00"}'
    yield r'{"lone": "\ud800", "low": "a\udc00b", "reversed": "\ude00\ud83d", "twice": "\ud83d\ud83d\ude00"}'
    yield '{"ints": [0, -0, 1, -1, 2147483648, -9223372036854775809, 123456789012345678901234567890123456789012345678901234567890]}'
    yield (
        '{"floats": [0.0, -0.0, 1.0, -1.5, 1e0, 1E0, 1e+0, 10e-1, 0.1, 0.10, 1.10, 100.0, 123456.789, 1e15, 1e16, 1e17, -1e16, '
        '9999999999999998.0, 12345678901234567.0, 123456789012345678.5, 0.0001, 0.00001, 0.00012345, 1.5e-5, 1e-7, 5e-324, 4.9e-324, '
        '2.2250738585072014e-308, 1.7976931348623157e308, 1e308, 1e309, 1e400, -1e400, 1e-400, -1e-400, 0e10, 0.0e-5, 1e22, 1e23, 1e21, '
        '9007199254740993.0, 0.30000000000000004, 2.5e-8, 1234567890123456789012345678901234567890.5, 3.141592653589793238462643383279, '
        '5e-5, 123e-2, 1418031013.4, 1754300000.12, 4.35, 299792458.0]}'
    )
    yield '{"a": 1, "b": 2, "a": 3}'
    yield '{"a": 1, "b": {"x": 1, "y": [{"k": 1, "k": 2}], "x": {"z": 1, "z": "last"}}, "b2": 0, "b": {"x": 5, "x": 6}, "a": null}'
    yield r'{"a": 1, "\u0061": 2, "\ud83d\ude00": 3, "' + '\U0001f600' + r'": 4, "": 5, "": 6}'
    yield '{' + ', '.join('"key%d": %d' % (n % 40, n) for n in range(100)) + '}'
    yield '{' + ', '.join('"key%d": %d' % (n, n) for n in range(100)) + '}'
    yield '{"deep": ' + '[' * 300 + '{"x": 1.50}' + ']' * 300 + '}'
    yield '{"task_id": "with space \\"quote\\" {brace} co:lon \\n feed ' + 'x' * 300 + '", "chroot": null, "project_owner": "@g\u00e4st:{}\\n"}'
    yield '{"long": "' + 'a' * 5000 + '\u017e' * 3000 + '\\u0041' * 500 + '"}'
    yield '{"key with \\"quote\\" and \\\\ and \u017e": "v", "urn": "urn:uuid:in-the-data", "_data": "{\\"inner\\": \\"\\\\u017e\\"}"}'


def main():
    if "--stdin" in sys.argv:
        for line in sys.stdin.buffer:
            sys.stdout.write(json.dumps(json.dumps(json.loads(line))) + "\n")
        return
    target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "envelopes.json")
    with open(target, "w", encoding="ascii", newline="\n") as lines:
        for record in records():
            raw = record.encode("utf-8")
            lines.write(json.dumps({"record": raw.decode("latin-1"), "envelope": envelope(raw)}) + "\n")


if __name__ == "__main__":
    main()
