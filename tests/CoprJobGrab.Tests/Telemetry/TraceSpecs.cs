using System.Diagnostics;
using System.Text;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Xunit;

namespace CoprJobGrab.Tests.Telemetry;

/// <summary>One trace goes from the poll to the push and on through the envelope, and each action has one with its handler inside.</summary>
public sealed class TraceSpecs
{
    [Fact]
    public async Task A_collector_holds_one_trace_from_the_poll_to_the_push_and_the_envelope_goes_on_with_it()
    {
        using var mine = new TestTrace();
        var held = new List<Activity>();
        using (var collector = Sdk.CreateTracerProviderBuilder().AddSource("CoprJobGrab").SetSampler(new OnlyMine(mine)).AddInMemoryExporter(held).Build())
        {
            mine.Enter();
            await using var harness = new CoprJobGrabHarness();
            harness.List(Some.Build("a"), Some.Build("b"));

            await harness.RunCycleAsync();

            Activity.Current.Should().BeNull("a span is over when its work is");
        }

        // A collector also gets what the listeners of other tests record at the same time.
        held = [.. held.Where(span => mine.Spans.Any(own => own.SpanId == span.SpanId))];
        var poll = held.Single(span => span.DisplayName == "poll");
        poll.Should().Match<Activity>(span => span.ParentId == null && span.Status == ActivityStatusCode.Unset);
        held.Should().OnlyContain(span => span.TraceId == poll.TraceId);
        held.Where(span => span != poll).Should().OnlyContain(span => span.ParentSpanId == poll.SpanId);
        held.Select(span => span.DisplayName).Should().Equal("fetch", "send 0", "poll");
        var send = held[1];
        send.Kind.Should().Be(ActivityKind.Producer);
        send.TagObjects.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["messaging.system"] = "retask",
            ["messaging.destination.name"] = "0",
            ["messaging.operation.name"] = "send",
            ["messaging.operation.type"] = "send",
            ["messaging.batch.message_count"] = 2,
        });
    }

    [Fact]
    public async Task What_a_top_up_pushes_is_in_a_trace_of_the_top_up()
    {
        using var trace = new TestTrace();
        trace.Enter();
        await using var harness = new CoprJobGrabHarness(options =>
        {
            options.AddGroup("0", "*");
            options.Groups[0].Depth = 1;
        });
        harness.List(Some.Build("a"), Some.Build("b"));
        await harness.RunCycleAsync();
        harness.Pop();

        await harness.Grabber.TopUpAsync();

        var topUp = trace.Only("top up");
        topUp.ParentId.Should().BeNull();
        trace.Spans.Last(span => span.DisplayName == "send 0").ParentId.Should().Be(topUp.Id);
    }

    [Fact]
    public async Task A_top_up_with_no_room_has_no_span()
    {
        using var trace = new TestTrace();
        trace.Enter();
        await using var harness = new CoprJobGrabHarness(options =>
        {
            options.AddGroup("0", "*");
            options.Groups[0].Depth = 1;
        });
        harness.List(Some.Build("a"), Some.Build("b"));
        await harness.RunCycleAsync();

        await harness.Grabber.TopUpAsync();

        trace.Spans.Should().NotContain(span => span.DisplayName == "top up");
    }

    [Fact]
    public async Task A_fetch_that_fails_is_an_error_of_it_and_of_the_poll()
    {
        using var trace = new TestTrace();
        trace.Enter();
        await using var harness = new CoprJobGrabHarness();
        harness.Source.OnFetch = _ => throw new TaskSourceException(TaskSourceFault.TimedOut, "The frontend did not answer.");

        await harness.RunCycleAsync();

        foreach (var name in new[] { "fetch", "poll" })
        {
            var span = trace.Only(name);
            (span.Status, span.StatusDescription, span.GetTagItem("error.type")).Should().Be(
                (ActivityStatusCode.Error, "The frontend did not answer.", "timed_out"));
        }
    }

    [Fact]
    public async Task A_push_whose_answer_is_lost_is_an_error_of_the_poll()
    {
        using var trace = new TestTrace();
        trace.Enter();
        await using var harness = new CoprJobGrabHarness();
        harness.List(Some.Build("a"));
        harness.Queue.Interrupt(QueueCall.Apply, QueueFault.FailsAfter);

        await harness.RunCycleAsync();

        trace.Only("poll").Status.Should().Be(ActivityStatusCode.Error);
        trace.Only("send 0").Status.Should().Be(ActivityStatusCode.Unset, "it was done, and only its answer was lost");
    }

    [Fact]
    public async Task A_group_that_cannot_be_written_is_an_error_of_its_push()
    {
        using var trace = new TestTrace();
        trace.Enter();
        var fault = new BuildQueueException("Redis is away");

        await Spans.SendAsync(
            new GroupPlan("x86", [EnqueuedTask.Of(Some.Build("a"))], []), () => Task.FromResult(new GroupResult("x86") { Error = fault }));

        trace.Only("send x86").Should().Match<Activity>(span => span.Status == ActivityStatusCode.Error && span.StatusDescription == "Redis is away");
    }

    [Fact]
    public async Task The_attempts_of_an_action_are_one_trace_of_its_own_and_each_handler_runs_in_its_span()
    {
        using var trace = new TestTrace();
        trace.Enter();
        var inHandler = new List<string?>();
        await using var harness = new CoprJobGrabHarness(parts: parts => parts.AddActionHandler((_, _) =>
        {
            inHandler.Add(Activity.Current?.Id);
            return inHandler.Count == 1 ? throw new InvalidOperationException("not yet") : ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done());
        }));
        harness.ListActions(SomeAction.Whole(7));

        await harness.RunCycleAsync();
        await harness.Grabber.WhenActionsEndAsync(TestContext.Current.CancellationToken);
        await harness.AdvanceAsync(TimeSpan.FromSeconds(30));
        await harness.Grabber.WhenActionsEndAsync(TestContext.Current.CancellationToken);

        var attempts = trace.Spans.Where(span => span.DisplayName.StartsWith("action ", StringComparison.Ordinal)).ToList();
        attempts.Select(span => span.Id).Should().Equal(inHandler).And.HaveCount(2);
        attempts[0].ParentId.Should().BeNull("it is not in the trace of the cycle that began it");
        attempts[1].ParentId.Should().Be(attempts[0].Id);
        attempts.Select(span => (span.Status, span.GetTagItem("coprjobgrab.outcome"), span.GetTagItem("coprjobgrab.action.attempt"))).Should().Equal(
            (ActivityStatusCode.Error, "fault", 1), (ActivityStatusCode.Unset, "done", 2));
        attempts[0].StatusDescription.Should().Be("not yet");
    }

    [Fact]
    public async Task Each_attempt_of_a_build_goes_on_with_the_trace_of_its_push_and_its_handler_runs_in_its_span()
    {
        using var trace = new TestTrace();
        trace.Enter();
        var inHandler = new List<string?>();
        await using var harness = new CoprJobGrabHarness(parts: parts => parts.AddBuildWorker(
            (_, _) =>
            {
                inHandler.Add(Activity.Current?.Id);
                return inHandler.Count == 1
                    ? throw new InvalidOperationException("not yet") : ValueTask.FromResult<BuildOutcome>(new BuildOutcome.Failed("no"));
            },
            worker => worker.Groups.Add("0")));
        harness.List(Some.Build("a"));

        await harness.AdvanceAsync(TimeSpan.FromMinutes(30));

        var attempts = trace.Spans.Where(span => span.DisplayName == "build 0").ToList();
        attempts.Select(span => span.Id).Should().Equal(inHandler).And.HaveCount(2);
        attempts.Select(span => span.ParentId).Should().Equal(trace.Spans.Where(span => span.DisplayName == "send 0").Select(span => span.Id));
        attempts.Select(span => (span.Status, span.StatusDescription, span.GetTagItem("coprjobgrab.outcome"))).Should().Equal(
            (ActivityStatusCode.Error, "not yet", "given_back"), (ActivityStatusCode.Error, "no", "failed"));
        attempts[1].Kind.Should().Be(ActivityKind.Consumer);
        attempts[1].TagObjects.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["messaging.system"] = "retask",
            ["messaging.destination.name"] = "0",
            ["messaging.operation.name"] = "process",
            ["messaging.operation.type"] = "process",
            ["coprjobgrab.task.id"] = "a",
            ["coprjobgrab.build.attempt"] = 2,
            ["coprjobgrab.outcome"] = "failed",
        });
    }

    [Fact]
    public async Task Without_a_listener_there_is_no_span_and_the_host_s_own_stays_current()
    {
        using var hosts = new Activity("of the host").Start();
        var inHandler = new TaskCompletionSource<Activity?>();
        await using var harness = new CoprJobGrabHarness(parts: parts => parts.AddActionHandler((_, _) =>
        {
            inHandler.SetResult(Activity.Current);
            return ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done());
        }));
        harness.List(Some.Build("a"));
        harness.ListActions(SomeAction.Whole(7));

        await harness.RunCycleAsync();

        RetaskEnvelope.Read(Encoding.ASCII.GetBytes("{\"_data\": \"1\"}")).TraceParent.Should().BeNull();
        Activity.Current.Should().Be(hosts);
        (await inHandler.Task).Should().Match<Activity?>(span => span == null || span.Source.Name != "CoprJobGrab");
    }

    private sealed class OnlyMine(TestTrace trace) : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
            new(trace.IsCurrent ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }
}
