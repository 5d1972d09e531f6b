using System.Diagnostics;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CoprJobGrab.Tests.Telemetry;

/// <summary>
/// A listener of the host's that throws costs no cycle, no push and no action, and the log tells of it.
/// Every grabber of a process tells what listeners to spans throw, so that no other test may run meanwhile.
/// </summary>
[Collection(nameof(ThrowingListenerSpecs))]
[CollectionDefinition(nameof(ThrowingListenerSpecs), DisableParallelization = true)]
public sealed class ThrowingListenerSpecs : IDisposable
{
    private readonly Measured _measured = new();
    private readonly RecordingLoggerProvider _log = new();
    private int _handled;

    public void Dispose()
    {
        _measured.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_listener_to_measurements_that_throws_costs_the_measurements_alone()
    {
        _measured.Fault = () => new InvalidDataException("no number");
        await using var harness = Harness();

        await WorkAsync(harness);

        (await LinesAsync(harness)).First().Should().StartWith("Error CoprJobGrab.Setup: Failures of the event sink MeasuringSink so far: 1;")
            .And.Contain("InvalidDataException: no number").And.Contain($"   at {typeof(Measured).FullName}.Keep(");
        _measured.Fault = null;
        harness.List(Some.Build("a"), Some.Build("c"));
        await harness.RunCycleAsync();
        _measured.Of("coprjobgrab.tasks.enqueued").Should().Equal("1 group=0");
    }

    [Fact]
    public async Task A_listener_that_throws_at_one_instrument_has_the_measurements_of_the_others()
    {
        _measured.Fault = () => new InvalidDataException("no number");
        _measured.FaultAt = "coprjobgrab.tasks.enqueued";
        await using var harness = Harness();

        await WorkAsync(harness);

        _measured.Of("messaging.client.sent.messages").Should().HaveCount(2);
    }

    [Theory]
    [InlineData("sampled")]
    [InlineData("begun")]
    [InlineData("over")]
    public async Task A_listener_to_spans_that_throws_costs_nothing(string when)
    {
        var mine = new AsyncLocal<bool> { Value = true };
        void Throw(string at) => _ = mine.Value && at == when ? throw new InvalidDataException($"no span {at}") : 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.Source,
            Sample = (ref _) =>
            {
                Throw("sampled");
                return ActivitySamplingResult.AllData;
            },
            ActivityStarted = _ => Throw("begun"),
            ActivityStopped = _ => Throw("over"),
        };
        ActivitySource.AddActivityListener(listener);
        await using (var harness = Harness())
        {
            await WorkAsync(harness);

            Activity.Current.Should().BeNull();
            (await LinesAsync(harness)).First().Should().StartWith("Error CoprJobGrab.Setup: Failures of the event sink MeasuringSink so far: 1;")
                .And.Contain($"InvalidDataException: no span {when}").And.Contain($"   at {typeof(ThrowingListenerSpecs).FullName}.");
        }

        var lines = _log.Lines.Count;
        await using var other = new CoprJobGrabHarness();
        await other.RunCycleAsync();
        _log.Lines.Should().HaveCount(lines, "a grabber that is over tells nothing");
    }

    [Fact]
    public async Task A_span_that_one_listener_throws_at_is_whole_for_the_other()
    {
        using var trace = new TestTrace();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.Source,
            ActivityStarted = _ => throw new InvalidDataException("no span"),
        };
        ActivitySource.AddActivityListener(listener);
        trace.Enter();
        await using var harness = Harness();

        await WorkAsync(harness);

        trace.Spans.Select(span => span.DisplayName).Where(name => !name.StartsWith("action", StringComparison.Ordinal))
            .Should().Equal("fetch", "send 0", "poll", "send 0", "top up");
        trace.Spans.Should().ContainSingle(span => span.DisplayName.StartsWith("action")).Which.ParentId.Should().BeNull();
    }

    private CoprJobGrabHarness Harness() => _measured.Harness(
        options =>
        {
            options.AddGroup("0", "*");
            options.Groups[0].Depth = 1;
        },
        parts =>
        {
            parts.Services.AddLogging(logging => logging.AddProvider(_log));
            parts.AddActionHandler((_, _) =>
            {
                _handled++;
                return ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done());
            });
        });

    /// <summary>A cycle, a push between two cycles, and an action.</summary>
    private async Task WorkAsync(CoprJobGrabHarness harness)
    {
        harness.List(Some.Build("a"), Some.Build("b"));
        harness.ListActions(SomeAction.Whole(1));

        (await harness.RunCycleAsync()).Should().Match<CycleReport>(report => report.Ok && report.Enqueued == 1);
        harness.Pop()!.TaskId.Should().Be("a");
        (await harness.Grabber.TopUpAsync(TestContext.Current.CancellationToken)).Should().Be(1);
        harness.Pop()!.TaskId.Should().Be("b");
        await harness.Grabber.WhenActionsEndAsync(TestContext.Current.CancellationToken);

        _handled.Should().Be(1);
        harness.Events.Of<TasksEnqueued>().SelectMany(pushed => pushed.TaskIds).Should().Equal("a", "b");
        harness.Events.Of<ActionReported>().Should().ContainSingle();
    }

    private async Task<IEnumerable<string>> LinesAsync(CoprJobGrabHarness harness)
    {
        (await harness.Services.GetRequiredService<EventHub>().FlushAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Should().BeTrue();
        return _log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal));
    }
}
