using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CoprJobGrab.Tests.Events;

/// <summary>Whatever a part of the host's throws is in the log and on an event as the exception that it was, once.</summary>
public sealed class HostExceptionSpecs : IAsyncLifetime
{
    private readonly RecordingLoggerProvider _log = new();
    private CoprJobGrabHarness? _harness;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_harness is { } harness)
        {
            await harness.DisposeAsync();
        }

        _log.Dispose();
    }

    [Theory]
    [InlineData("router", "The router Stumbler failed: ")]
    [InlineData("priority", "The host's priority failed: ")]
    [InlineData("limit", "The host's limit licence failed: ")]
    [InlineData("urgency", "The host's judgement of what is urgent failed: ")]
    public async Task A_rule_that_throws_is_told_once_for_its_task_though_it_says_something_else_each_time(string rule, string reason)
    {
        Stumbler.Fault = () => new KeyNotFoundException($"no {Guid.NewGuid()}");
        var harness = Harness(builder => Break(builder, rule));
        harness.List(Some.Build("7"), Some.Build("8"));
        for (var cycle = 1; cycle <= 3; cycle++)
        {
            (await harness.RunCycleAsync()).Refused.Should().Be(2);
        }

        var refused = harness.Events.Of<TaskRefused>();
        refused.Select(task => task.TaskId).Should().Equal("7", "8");
        refused.Should().OnlyContain(task => task.Reason == $"{reason}KeyNotFoundException: {task.Error!.Message}");
        refused.First().Error.Should().BeOfType<KeyNotFoundException>()
            .Which.StackTrace.Should().Contain(rule == "router" ? nameof(Stumbler) : nameof(HostExceptionSpecs));
        (await LinesAsync()).Where(line => line.Contains("KeyNotFoundException: no", StringComparison.Ordinal)).Should().HaveCount(2)
            .And.OnlyContain(line => line.StartsWith("Warning CoprJobGrab.Cycle: Task") && line.Contains("   at CoprJobGrab.Tests.Events."));

        Stumbler.Fault = () => new InvalidOperationException("another bug");
        await harness.RunCycleAsync();
        harness.Events.Of<TaskRefused>().Skip(2).Should().HaveCount(2).And.OnlyContain(task => task.Error is InvalidOperationException);
    }

    [Theory]
    [InlineData("router", "The router Stumbler failed: ")]
    [InlineData("priority", "The host's priority failed: ")]
    [InlineData("limit", "The host's limit licence failed: ")]
    [InlineData("urgency", "The host's judgement of what is urgent failed: ")]
    public async Task A_rule_that_throws_for_a_task_with_a_claim_is_told_as_for_one_without_and_the_task_goes_on(string rule, string reason)
    {
        Stumbler.Fault = () => new KeyNotFoundException($"no {Guid.NewGuid()}");
        var queue = new InMemoryBuildQueue(new InMemoryStore(TimeProvider.System), ["0"]);
        await using (var before = new CoprJobGrabHarness(parts: builder => builder.Services.AddSingleton<IBuildQueue>(queue)))
        {
            before.List(Some.Build("7"), Some.Build("8"));
            await before.RunCycleAsync();
            (queue.TryPop("0", out _), queue.TryPop("0", out _)).Should().Be((true, true));
            await before.RunCycleAsync();
            await before.Services.GetRequiredService<IJobGrabOperator>().ForgetAsync("0", cancellationToken: TestContext.Current.CancellationToken);
        }

        var harness = Harness(builder =>
        {
            builder.Services.AddSingleton<IBuildQueue>(queue);
            Break(builder, rule);
        });
        harness.List(Some.Build("7"), Some.Build("8"));
        var reports = new List<CycleReport>();
        for (var cycle = 1; cycle <= 3; cycle++)
        {
            reports.Add(await harness.RunCycleAsync());
        }

        reports.Sum(report => report.Requeued).Should().Be(2);
        reports.Should().OnlyContain(report => report.Ok && report.Refused == 0 && report.Withdrawn == 0);
        var told = harness.Events.Of<StepFailed>();
        told.Should().OnlyContain(failed => failed.Step == GrabberStep.Rule);
        told.Select(task => task.Id).Should().Equal("7", "8");
        told.Should().OnlyContain(task => task.Reason == $"{reason}KeyNotFoundException: {task.Error!.Message}");
        told.First().Error!.StackTrace.Should().Contain(rule == "router" ? nameof(Stumbler) : nameof(HostExceptionSpecs));
        (await LinesAsync()).Where(line => line.Contains("KeyNotFoundException: no", StringComparison.Ordinal)).Should().HaveCount(2)
            .And.OnlyContain(line => line.StartsWith("Warning CoprJobGrab.Cycle: A rule failed for task") && line.Contains("   at CoprJobGrab.Tests.Events."));
    }

    [Fact]
    public async Task Of_many_tasks_with_claims_for_which_a_rule_throws_a_hundred_are_told()
    {
        var isWell = true;
        var harness = Harness(builder => builder.UsePriority((_, _, turn) => isWell ? turn : throw new KeyNotFoundException("no")));
        harness.List(Enumerable.Range(0, 150).Select(number => Some.Build($"{number}")));
        await harness.RunCycleAsync();
        isWell = false;

        await harness.RunCycleAsync();

        harness.Events.Of<StepFailed>().Should().HaveCount(101).And.Subject.Last().Reason.Should()
            .EndWith("; this one included, 50 more tasks have a claim and a rule that failed and are not told one by one");
    }

    [Fact]
    public async Task What_a_router_answers_is_no_exception()
    {
        var harness = Harness(_ => { });
        harness.List(Some.Build("7", "fedora-42-s390x"));
        await harness.RunCycleAsync();

        harness.Events.Of<TaskRefused>().Should().ContainSingle().Which.Error.Should().BeNull();
    }

    [Fact]
    public async Task What_a_source_and_a_decorator_of_the_queue_throw_is_the_error_of_the_cycle()
    {
        var harness = Harness(builder => builder.DecorateQueue((_, inner) => new StumblingQueue(inner)));
        (await harness.RunCycleAsync()).Error.Should().BeOfType<DivideByZeroException>();
        harness.Source.OnFetch = _ => throw new NotImplementedException("no list yet");
        StumblingQueue.IsWell = true;
        (await harness.RunCycleAsync()).Error.Should().BeOfType<NotImplementedException>();

        harness.Events.Of<CycleEnded>().Select(ended => ended.Error!.GetType()).Should().Equal(typeof(DivideByZeroException), typeof(NotImplementedException));
        (await LinesAsync()).Should().Contain(line => line.Contains("DivideByZeroException: by decoration") && line.Contains($".{nameof(StumblingQueue)}."))
            .And.Contain(line => line.Contains("NotImplementedException: no list yet") && line.Contains("   at "));
    }

    private static void Break(ICoprJobGrabBuilder builder, string rule) => _ = rule switch
    {
        "router" => builder.UseRouter<Stumbler>(),
        "priority" => builder.UsePriority((_, _, _) => throw Stumbler.Fault()),
        "limit" => builder.AddLimit("licence", _ => throw Stumbler.Fault(), 1),
        _ => builder.UseUrgency(_ => throw Stumbler.Fault()),
    };

    private CoprJobGrabHarness Harness(Action<ICoprJobGrabBuilder> parts) => _harness = new CoprJobGrabHarness(
        options => options.AddGroup("0", "x86_64"),
        builder =>
        {
            builder.Services.AddLogging(logging => logging.AddProvider(_log));
            parts(builder);
        });

    private async Task<IReadOnlyList<string>> LinesAsync()
    {
        (await _harness!.Services.GetRequiredService<EventHub>().FlushAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Should().BeTrue();
        return _log.Lines;
    }

    private sealed class Stumbler : IBuildRouter
    {
        public static Func<Exception> Fault { get; set; } = null!;

        public RouteDecision Route(BuildTask task) => throw Fault();
    }

    private sealed class StumblingQueue(IBuildQueue inner) : DelegatingBuildQueue(inner)
    {
        public static bool IsWell { get; set; }

        public override ValueTask<QueueState> ObserveAsync(CancellationToken cancellationToken) =>
            IsWell ? base.ObserveAsync(cancellationToken) : throw new DivideByZeroException("by decoration");
    }
}
