using System.Text;
using CoprJobGrab.TestKit;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public class PythonJsonWriterSpecs
{
    private const int Records = 3000;

    [Fact]
    public async Task Random_JSON_is_written_as_Python_itself_writes_it()
    {
        var records = new List<string>();
        RandomJson.Object.Sample(records.Add, iter: Records, threads: 1);

        var expected = await Python.RunAsync(
            RepositoryRoot.File("tests", "CoprJobGrab.Tests", "golden", "generate_envelopes.py"), records.Select(Encoding.UTF8.GetBytes), "--stdin");

        var python = new PythonJsonWriter();
        expected.Should().HaveCount(records.Count).And.HaveCountGreaterThanOrEqualTo(Records);
        for (var index = 0; index < records.Count; index++)
        {
            var written = Encoding.ASCII.GetString(python.Write(Encoding.UTF8.GetBytes(records[index])));
            $"\"{written}\"".Should().Be(expected[index], "that is what Python makes of {0}", records[index]);
        }
    }

    private static class RandomJson
    {
        private static readonly Gen<string> Space = Any("", "", "", " ", "\t", "  ");

        private static readonly Gen<string> Piece = Gen.OneOf(
            Gen.String[Gen.Char[' ', '~'].Where(character => character is not ('"' or '\\')), 0, 8],
            Any("\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0041", "\\u005c", "\\u0022"),
            Gen.Int[0, 0xffff].Select(unit => $"\\u{unit:x4}"),
            Gen.Int[0xd7f0, 0xe010].Select(unit => $"\\u{unit:X4}"),
            Gen.Int[0x7f, 0xd7ff].Select(char.ConvertFromUtf32),
            Gen.Int[0x10000, 0x10ffff].Select(char.ConvertFromUtf32));

        private static readonly Gen<string> Text = Piece.Array[0, 4].Select(pieces => $"\"{string.Concat(pieces)}\"");

        private static readonly Gen<string> Key = Gen.OneOf(Text, Any("\"a\"", "\"\\u0061\"", "\"b\"", "\"task_id\""));

        private static readonly Gen<string> Number = Gen.OneOf(
            Gen.Long.Select(number => $"{number}"),
            Gen.Double.Where(double.IsFinite).Select(number => number.ToString("E16", null)),
            Gen.Double[-1e17, 1e17].Select(number => number.ToString("F6", null)),
            Gen.Select(Gen.Int[-99999, 99999], Gen.Int[-330, 330], (digits, exponent) => $"{digits}e{exponent}"),
            Gen.Select(Gen.Int[0, 9], Gen.ULong, Gen.Int[-25, 25], (whole, digits, exponent) => $"-{whole}.{digits:d20}E{exponent:+00;-00}"),
            Any("-0", "0", "1e400", "-1e400", "-0.0", "123456789012345678901234567890"));

        private static readonly Gen<string> Value = Gen.Recursive<string>((depth, value) => depth > 4
            ? Gen.OneOf(Text, Number)
            : Gen.Frequency((4, Text), (4, Number), (1, Any("true", "false", "null")), (2, Array(value)), (2, Members(value))));

        public static Gen<string> Object { get; } = Members(Value);

        private static Gen<string> Any(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);

        private static Gen<string> Members(Gen<string> value) =>
            Gen.Select(Key, Space, value, Space, (key, before, content, after) => $"{before}{key}{after}:{before}{content}{after}").Array[0, 5]
                .Select(members => $"{{{string.Join(',', members)}}}");

        private static Gen<string> Array(Gen<string> value) =>
            Gen.Select(Space, value, (space, item) => space + item).Array[0, 4].Select(items => $"[{string.Join(',', items)}]");
    }
}
