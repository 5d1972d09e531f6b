using System.Buffers;
using System.Diagnostics;
using System.Text;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoprJobGrab.Tests.Telemetry;

/// <summary>An envelope says in which span it was pushed, where a listener records it, and else every byte is as it was.</summary>
public sealed class EnvelopeTraceSpecs(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string Span = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly Guid Urn = Guid.Parse("34971d62-0eeb-47eb-9100-ab69c2c34386");

    [Fact]
    public void The_member_stands_before_the_urn_and_every_other_byte_is_as_without_it() =>
        Envelope("""{"a":"é"}""", Span).Should().Be(
            Envelope("""{"a":"é"}""", null).Replace("\", \"urn\"", $"\", \"traceparent\": \"{Span}\", \"urn\"", StringComparison.Ordinal))
            .And.EndWith("\", \"urn\": \"urn:uuid:34971d62-0eeb-47eb-9100-ab69c2c34386\"}");

    [Fact]
    public void It_is_read_back_beside_the_data_and_the_urn()
    {
        var traced = RetaskEnvelope.Read(Encoding.ASCII.GetBytes(Envelope("""{"a": 1}""", Span)));
        var plain = RetaskEnvelope.Read(Encoding.ASCII.GetBytes(Envelope("""{"a": 1}""", null)));

        (traced.TraceParent, traced.Urn, Encoding.ASCII.GetString(traced.Data.Span)).Should().Be((Span, $"urn:uuid:{Urn}", """{"a": 1}"""));
        (plain.TraceParent, plain.Urn).Should().Be((null, traced.Urn));
    }

    [Theory]
    [InlineData("""{"_data": "{}", "traceparent": 7}""")]
    [InlineData("""{"_data": "{}", "traceparent": {"x": []}}""")]
    public void A_member_that_is_no_text_is_passed_over(string envelope) =>
        RetaskEnvelope.Read(Encoding.ASCII.GetBytes(envelope)).TraceParent.Should().BeNull();

    [Fact]
    public void An_element_has_the_same_name_with_it_and_without() =>
        ElementName.Of(Encoding.ASCII.GetBytes(Envelope("{}", Span))).Should().Be(Urn)
            .And.Be(ElementName.Of(Encoding.ASCII.GetBytes(Envelope("{}", null))));

    // retask's reader makes the members of the envelope those of its task object, and reads `_data` when it is asked for the data (wire 4.3).
    [Fact]
    public async Task The_reader_of_retask_gives_the_same_data_and_writes_it_back_with_the_urn_last()
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, """
            import json, sys
            class Task(object):
                data = property(lambda self: json.loads(self._data))
            for line in sys.stdin.buffer:
                task = Task()
                task.__dict__ = json.loads(line.decode("utf-8"))
                print(json.dumps([task.data, task.urn]))
                print(json.dumps(task.__dict__))
            """);
        const string record = """{"task_id": "7", "owner": "\u017e\"", "n": [1, 2.5]}""";
        try
        {
            var lines = await Python.RunAsync(script, [Encoding.ASCII.GetBytes(Envelope(record, null)), Encoding.ASCII.GetBytes(Envelope(record, Span))]);

            lines[2].Should().Be(lines[0]).And.Contain("\"task_id\": \"7\"");
            lines[1].Should().Be(Envelope(record, null));
            lines[3].Should().Be(Envelope(record, Span));
        }
        finally
        {
            File.Delete(script);
        }
    }

    [Theory]
    [InlineData(ActivitySamplingResult.AllDataAndRecorded, true, true)]
    [InlineData(ActivitySamplingResult.AllDataAndRecorded, false, false)]
    [InlineData(ActivitySamplingResult.AllData, true, false)]
    [InlineData(null, true, false)]
    public async Task It_is_written_on_Redis_only_when_a_listener_records_and_the_option_says_so(ActivitySamplingResult? listener, bool option, bool isThere)
    {
        using var trace = listener is { } result ? new TestTrace(result) : null;
        trace?.Enter();
        var database = await redis.EmptyAsync();
        await using var connection = new RedisConnection(new RedisOptions { Configuration = redis.Server.Address });
        var queue = new QueueDriver(new ClaimQueue(new RedisStore(connection), ["0"], TimeProvider.System) { TracesEnvelopes = option });

        await queue.EnqueueAsync("0", "a", "b");

        var elements = (await database.ListRangeAsync("retaskqueue-copr-be-0")).Select(element => RetaskEnvelope.Read((byte[])element!)).ToList();
        elements.Should().HaveCount(2);
        var send = isThere ? trace!.Only("send 0").Id : null;
        elements.Should().OnlyContain(element => element.TraceParent == send);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_grabber_on_Redis_does_as_the_option_says(bool option)
    {
        using var trace = new TestTrace();
        trace.Enter();
        var database = await redis.EmptyAsync();
        await using var harness = new CoprJobGrabHarness(
            options =>
            {
                options.AddGroup("0", "*");
                options.Redis.TraceEnvelopes = option;
            },
            parts => parts.UseRedis(redis.Server.Address));
        harness.List(Some.Build("a"));

        (await harness.RunCycleAsync()).Enqueued.Should().Be(1);

        var element = (byte[])(await database.ListGetByIndexAsync("retaskqueue-copr-be-0", 0))!;
        RetaskEnvelope.Read(element).TraceParent.Should().Be(option ? trace.Only("send 0").Id : null);
    }

    [Fact]
    public async Task A_task_that_is_pushed_again_says_the_span_of_that_push()
    {
        using var trace = new TestTrace();
        trace.Enter();
        var memory = new InMemoryBuildQueue("0");
        await using var harness = new CoprJobGrabHarness(parts: parts => parts.Services.AddSingleton<IBuildQueue>(memory));
        harness.List(Some.Build("a"));
        await harness.RunCycleAsync();
        var first = Popped(memory);
        var claim = (await memory.LookAsync(TestContext.Current.CancellationToken)).Claims["a"];
        await memory.CommandAsync([new ClaimCommand.End(claim, ReleaseReason.Forgotten)], TestContext.Current.CancellationToken);

        await harness.RunCycleAsync();

        var sends = trace.Spans.Where(span => span.DisplayName == "send 0").Select(span => span.Id).ToList();
        sends.Should().HaveCount(2).And.OnlyHaveUniqueItems();
        new[] { first, Popped(memory) }.Should().Equal(sends);
    }

    private static string? Popped(InMemoryBuildQueue queue) =>
        queue.TryPop("0", out var envelope) ? RetaskEnvelope.Read(envelope).TraceParent : throw new InvalidOperationException("Nothing waits.");

    private static string Envelope(string record, string? trace)
    {
        var output = new ArrayBufferWriter<byte>();
        RetaskEnvelope.Write(output, Encoding.UTF8.GetBytes(record), Urn, new PythonJsonWriter(), trace);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
