using System.Buffers;
using System.Text;
using System.Text.Json;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

public class RetaskEnvelopeSpecs
{
    private static readonly Guid Urn = Guid.Parse("34971d62-0eeb-47eb-9100-ab69c2c34386");

    public static TheoryData<int> GoldenLines =>
    [
        .. Enumerable.Range(0, File.ReadAllLines(RepositoryRoot.File("tests", "CoprJobGrab.Tests", "golden", "envelopes.json")).Length)
    ];

    [Theory]
    [MemberData(nameof(GoldenLines))]
    public void Every_byte_is_what_Python_writes(int line)
    {
        using var golden = JsonDocument.Parse(File.ReadAllLines(RepositoryRoot.File("tests", "CoprJobGrab.Tests", "golden", "envelopes.json"))[line]);
        var record = Encoding.Latin1.GetBytes(golden.RootElement.GetProperty("record").GetString()!);

        Write(record).Should().Be(golden.RootElement.GetProperty("envelope").GetString());
    }

    [Fact]
    public void The_writer_is_as_good_as_new_after_a_record_that_is_not_JSON()
    {
        var python = new PythonJsonWriter();
        FluentActions.Invoking(() => python.Write("""{"a": [{"b": 1, """u8).Length).Should().Throw<JsonException>();

        Encoding.UTF8.GetString(python.Write("""{"a":1}"""u8)).Should().Be("""{\"a\": 1}""");
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_replaced()
    {
        byte[] record = [.. "{\"a\": \"x"u8, 0xff, .. "y\"}"u8];

        Write(record).Should().Contain("""{\"a\": \"x\\ufffdy\"}""");
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        var message = RetaskEnvelope.Read(Encoding.ASCII.GetBytes(Write("""{"task_id": "ž\n"}"""u8.ToArray())));

        Encoding.UTF8.GetString(message.Data.Span).Should().Be("""{"task_id": "\u017e\n"}""");
        message.Urn.Should().Be("urn:uuid:34971d62-0eeb-47eb-9100-ab69c2c34386");
    }

    [Theory]
    [InlineData("""{"urn":"u","_data":"{}"}""", "{}", "u")]
    [InlineData(""" { "x" : [1, {"_data": "no"}], "_data" : "{\u0022a\u0022:1}" , "urn" : "u" , "y" : null } """, """{"a":1}""", "u")]
    [InlineData("""{"_data": "1", "_data": "2"}""", "2", null)]
    [InlineData("""{"_data": "\"ž\"", "urn": 7}""", "\"ž\"", null)]
    public void Other_writers_forms_are_read(string envelope, string data, string? urn)
    {
        var message = RetaskEnvelope.Read(Encoding.UTF8.GetBytes(envelope));

        Encoding.UTF8.GetString(message.Data.Span).Should().Be(data);
        message.Urn.Should().Be(urn);
    }

    [Theory]
    [InlineData("", "*not JSON*")]
    [InlineData("plain", "*not JSON*")]
    [InlineData("\uFEFF{\"_data\": \"{}\"}", "*not JSON*")]
    [InlineData("[]", "*StartArray, not an object*")]
    [InlineData("""{"urn": "u"}""", "*no `_data`*")]
    [InlineData("""{"_data": {}}""", "*StartObject, not a string*")]
    [InlineData("""{"_data": "{}"} x""", "*not JSON*")]
    public void What_is_no_envelope_is_refused_with_the_reason(string envelope, string reason) =>
        FluentActions.Invoking(() => RetaskEnvelope.Read(Encoding.UTF8.GetBytes(envelope))).Should().Throw<FormatException>().WithMessage(reason);

    [Fact]
    public void Urns_are_random_version_4_uuids()
    {
        var urns = new Guid[1000];
        Urns.Fill(urns);

        urns.Should().OnlyHaveUniqueItems().And.OnlyContain(urn => urn.Version == 4 && urn.Variant >= 8 && urn.Variant < 12);
    }

    [Fact]
    public void A_usual_record_costs_no_allocation()
    {
        var record = Some.Build().Json.ToArray();
        var python = new PythonJsonWriter();
        var output = new ArrayBufferWriter<byte>(4096);
        RetaskEnvelope.Write(output, record, Urn, python);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var round = 0; round < 100; round++)
        {
            output.ResetWrittenCount();
            RetaskEnvelope.Write(output, record, Urn, python);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private static string Write(byte[] record)
    {
        var output = new ArrayBufferWriter<byte>();
        RetaskEnvelope.Write(output, record, Urn, new PythonJsonWriter());
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
