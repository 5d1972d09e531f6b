using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Events;

public sealed class RedisLogSinkSpecs : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly ActionTask Action = new(7, ActionType.Delete);

    private readonly RecordingEventSink _others = new();
    private LogRedis _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await LogRedis.StartAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task An_element_has_the_members_of_a_Python_log_record_in_their_order()
    {
        var element = JsonDocument.Parse((await PushedAsync(new RedisLogOptions(), new TaskRefused("7", "no group")))[0]).RootElement;

        element.EnumerateObject().Select(member => member.Name).Should().Equal(
            "name", "msg", "args", "levelname", "levelno", "pathname", "filename", "module", "exc_info", "exc_text", "stack_info", "lineno", "funcName",
            "created", "msecs", "relativeCreated", "thread", "threadName", "processName", "process", "who");
        element.GetProperty("name").GetString().Should().Be("backend.build_dispatcher");
        element.GetProperty("who").GetString().Should().Be("build_dispatcher");
        element.GetProperty("msg").GetString().Should().Be("Failed to enqueue new job: 7 with error: no group");
        element.GetProperty("args").GetArrayLength().Should().Be(0);
        element.GetProperty("exc_info").ValueKind.Should().Be(JsonValueKind.Null);
        element.GetProperty("process").GetInt32().Should().Be(Environment.ProcessId);
    }

    [Fact]
    public void The_times_are_floats_in_seconds_and_milliseconds()
    {
        var started = DateTimeOffset.UnixEpoch.AddSeconds(1_754_300_000);
        var whole = Text(new RedisLogElement(new RedisLogOptions(), started).Write(new GrabberStopped { When = started }));
        var broken = Text(new RedisLogElement(new RedisLogOptions(), started).Write(new GrabberStopped { When = started.AddMilliseconds(8_123) }));

        whole.Should().Contain("\"created\":1754300000.0,\"msecs\":0.0,\"relativeCreated\":0.0,");
        broken.Should().Contain("\"created\":1754300008.123,\"msecs\":123.0,\"relativeCreated\":8123.0,");
    }

    [Theory]
    [InlineData("DEBUG", 10, typeof(RecordsListed))]
    [InlineData("INFO", 20, typeof(TasksEnqueued))]
    [InlineData("WARNING", 30, typeof(TaskRefused))]
    [InlineData("ERROR", 40, typeof(SinkFailed))]
    public void The_level_is_Pythons(string name, int number, Type eventType)
    {
        var sample = EventSamples.All.First(sample => sample.GetType() == eventType);

        Text(new RedisLogElement(new RedisLogOptions(), default).Write(sample)).Should().Contain($"\"levelname\":\"{name}\",\"levelno\":{number},");
    }

    [Fact]
    public void An_unexpected_exception_has_its_traceback_after_the_text_and_an_expected_one_has_none()
    {
        var element = new RedisLogElement(new RedisLogOptions(), default);

        Message(element.Write(Some.FailedCycle(3, new InvalidOperationException("a bug")))).Should()
            .Be("Cycle 3 failed, and the next one does what it left: a bug\nSystem.InvalidOperationException: a bug");
        Message(element.Write(Some.FailedCycle(3, new BuildQueueException("Redis is away")))).Should()
            .Be("Cycle 3 failed, and the next one does what it left: Redis is away");
        Message(element.Write(Some.FailedCycle(3, new InvalidOperationException("\u001b\u202e")))).Should()
            .Be("Cycle 3 failed, and the next one does what it left: \\u001b\\u202e\n"
                + "System.InvalidOperationException: \\u001b\\u202e", "what others wrote steers no terminal");
    }

    [Theory]
    [InlineData(RedisLogForm.Publish, null, "job_grab", "job_grab")]
    [InlineData(RedisLogForm.Fifo, null, "build_dispatcher", "action_dispatcher")]
    [InlineData(RedisLogForm.Fifo, "backend", "backend", "backend")]
    public void Who_speaks_depends_on_the_form(RedisLogForm form, string? who, string ofBuilds, string ofActions)
    {
        var element = new RedisLogElement(new RedisLogOptions { Form = form, Who = who }, default);

        Text(element.Write(new RecordsListed(RecordList.Builds, 1))).Should().EndWith($"\"who\":\"{ofBuilds}\"}}");
        Text(element.Write(new RecordsListed(RecordList.Actions, 1))).Should().EndWith($"\"who\":\"{ofActions}\"}}");
        Text(element.Write(new ActionStarted(Action, 1))).Should().EndWith($"\"who\":\"{ofActions}\"}}");
    }

    [Fact]
    public async Task Pythons_logging_makes_the_consumers_line_of_it()
    {
        const string Consumer = """
            import json, logging, sys
            record = logging.makeLogRecord(json.loads(sys.stdin.read()))
            form = "[%(levelname)6s][PID:%(process)d][%(name)10s][%(filename)s:%(funcName)s:%(lineno)d] %(message)s [%(asctime)s]"
            print(logging.Formatter(form).format(record))
            """;
        var element = Text(
            new RedisLogElement(new RedisLogOptions(), default).Write(new TaskRefused("7-ž`%s", "no \"group\"") { When = DateTimeOffset.UnixEpoch }));
        var start = new ProcessStartInfo("python3", ["-c", Consumer]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        start.Environment["TZ"] = "UTC";
        using var python = Process.Start(start)!;
        await python.StandardInput.WriteAsync(element);
        python.StandardInput.Close();

        var line = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        line.Trim().Should().Be(
            $"[WARNING][PID:{Environment.ProcessId}][backend.build_dispatcher][CoprJobGrab:TaskRefused:0] " +
            "Failed to enqueue new job: 7-ž`%s with error: no \"group\" [1970-01-01 00:00:00,000]");
    }

    [Fact]
    public async Task The_published_form_goes_to_the_channel()
    {
        var subscribed = await _redis.Connection.GetSubscriber().SubscribeAsync(RedisChannel.Literal("copr:backend:log:pubsub::"));
        await using var sink = Sink(new RedisLogOptions { Form = RedisLogForm.Publish });

        sink.Emit(new TaskRefused("7", "no group"));

        var message = await subscribed.ReadAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(Deadline, TimeProvider.System, TestContext.Current.CancellationToken);
        ((string)message.Message!).Should().Contain("Failed to enqueue new job: 7").And.EndWith("\"who\":\"job_grab\"}");
    }

    [Fact]
    public async Task Events_below_the_minimum_level_are_not_sent()
    {
        var pushed = await PushedAsync(
            new RedisLogOptions { MinimumLevel = LogLevel.Warning }, new RecordsListed(RecordList.Builds, 1), new GrabberStopped(), new QueueStoreLost("x86"));

        pushed.Should().ContainSingle().Which.Should().Contain("\"funcName\":\"QueueStoreLost\"");
    }

    [Fact]
    public async Task The_list_is_cut_to_its_cap_and_the_cut_is_counted_and_told()
    {
        var time = new FakeTimeProvider();
        await using var sink = new RedisLogSink(_redis.DatabaseAsync, new RedisLogOptions { Cap = 100 }, time);
        var hub = new EventHub([sink, _others], time);

        EmitMany(hub, 0, 500);
        (await hub.FlushAsync(Deadline, TestContext.Current.CancellationToken)).Should().BeTrue();
        hub.Emit(new RecordsListed(RecordList.Builds, 1));

        var pushed = await ListAsync();
        pushed.Should().HaveCount(100);
        var numbers = pushed.Where(element => element.Contains("TaskRefused", StringComparison.Ordinal)).Select(Number).ToList();
        numbers.Should().Equal(Enumerable.Range(500 - numbers.Count, numbers.Count)).And.HaveCountGreaterThanOrEqualTo(99);
        sink.Dropped.Should().Be(401, "500 events and one word of the loss were pushed, and 100 are left");
        _others.Of<MessagesDropped>(dropped => dropped.Sink is not null).First().Sink.Should().Be(nameof(RedisLogSink));
    }

    [Fact]
    public async Task While_Redis_is_away_the_oldest_are_dropped_and_the_log_says_so_once_it_is_back()
    {
        await using var sink = Sink(new RedisLogOptions { BufferSize = 50 });
        var hub = new EventHub([sink, _others], TimeProvider.System);
        await _redis.KillAsync();
        hub.Emit(new GrabberStarted(["x86"], "here", "in memory"));
        await _others.WaitForAsync<SinkFailed>(failed => failed.Sink == nameof(RedisLogSink));

        EmitMany(hub, 0, 80);
        _others.Of<MessagesDropped>(dropped => dropped.Sink is not null).Should().ContainSingle().Which.Count.Should().Be(1);
        await _redis.StartAgainAsync();

        (await hub.FlushAsync(Deadline, TestContext.Current.CancellationToken)).Should().BeTrue();
        var pushed = await ListAsync();
        pushed[0].Should().Contain("\"funcName\":\"GrabberStarted\"");
        pushed[1].Should().Contain("Events that the event sink RedisLogSink has dropped: 30");
        pushed.Skip(2).Select(Number).Should().Equal(Enumerable.Range(30, 50));
    }

    [Fact]
    public async Task A_key_of_another_type_is_told_and_does_not_end_the_sink()
    {
        await _redis.Connection.GetDatabase().StringSetAsync(RedisLogSink.List, "in the way");
        await using var sink = Sink(new RedisLogOptions());
        var hub = new EventHub([sink, _others], TimeProvider.System);

        hub.Emit(new GrabberStopped());

        (await _others.WaitForAsync<SinkFailed>()).Error!.Message.Should().Contain("WRONGTYPE");
        await _redis.Connection.GetDatabase().KeyDeleteAsync(RedisLogSink.List);
        (await hub.FlushAsync(Deadline, TestContext.Current.CancellationToken)).Should().BeTrue();
        (await ListAsync()).Should().ContainSingle();
    }

    [Fact]
    public void Options_that_cannot_work_are_all_named()
    {
        new RedisLogOptions().Problems().Should().BeEmpty();
        new RedisLogOptions { Form = (RedisLogForm)5, Who = " ", Cap = 0, MinimumLevel = (LogLevel)99, BufferSize = 0 }.Problems().Should().HaveCount(5);
    }

    private static string Text(ReadOnlyMemory<byte> element) => System.Text.Encoding.UTF8.GetString(element.Span);

    private static int Number(string element) => int.Parse(element.Split("job: ")[1].Split(' ')[0], CultureInfo.InvariantCulture);

    private static string? Message(ReadOnlyMemory<byte> element) => JsonDocument.Parse(element).RootElement.GetProperty("msg").GetString();

    private static void EmitMany(EventHub hub, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            hub.Emit(new TaskRefused($"{number}", "no group"));
        }
    }

    private RedisLogSink Sink(RedisLogOptions options) => new(_redis.DatabaseAsync, options, TimeProvider.System);

    private async Task<IReadOnlyList<string>> PushedAsync(RedisLogOptions options, params JobGrabEvent[] events)
    {
        await using var sink = Sink(options);
        foreach (var jobGrabEvent in events)
        {
            sink.Emit(jobGrabEvent);
        }

        await sink.FlushAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline, TimeProvider.System, TestContext.Current.CancellationToken);
        return await ListAsync();
    }

    private async Task<IReadOnlyList<string>> ListAsync() =>
        [.. (await _redis.Connection.GetDatabase().ListRangeAsync("copr:backend:log:fifo::")).Select(element => (string)element!)];
}
