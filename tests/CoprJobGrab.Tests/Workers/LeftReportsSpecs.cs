using System.Text;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Workers;

/// <summary>Workers store that builds have ended, and are gone before anybody is told.</summary>
public sealed class LeftReportsSpecs : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly InMemoryBuildQueue _queue;
    private readonly ScriptedTaskSource _source = new();
    private readonly RecordingEventSink _events = new();
    private readonly Reporter _reporter = new();
    private readonly ServiceProvider _services;
    private ScriptedWorkerQueue? _workers;
    private Func<string, Task> _before = _ => Task.CompletedTask;
    private IReadOnlyList<BuildTask> _listed = [Some.Build("1"), Some.Build("2")];

    public LeftReportsSpecs()
    {
        _queue = new InMemoryBuildQueue(_time, "0");
        _source.OnFetch = _ => ValueTask.FromResult(new TaskSnapshot(new Listing<BuildTask>.Complete(_listed)));
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time);
        services.AddCoprJobGrab(options => options.AddGroup("0", "*")).UseQueue(_queue).UseTaskSource(_source).UseBuildReporter(_reporter)
            .DecorateWorkerQueue((_, inner) => _workers = new ScriptedWorkerQueue(inner) { Before = name => _before(name) })
            .AddEventSink(_events).WithoutLoop();
        _services = services.BuildServiceProvider();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task The_leader_tells_what_nobody_has_told_for_two_minutes_and_ends_the_claim()
    {
        await EndAsync(_ => BuildReportText.Write(Report("1")), _ => BuildReportText.Write(Report("2")));
        await CyclesAsync(12);
        _reporter.Told.Items.Should().BeEmpty("a worker may take it over");

        await CyclesAsync(1);
        await _reporter.Told.WaitForCountAsync(2);
        await GoneAsync();
        _listed = [];
        await CyclesAsync(10);

        _reporter.Told.Items.Should().BeEquivalentTo(["1", "2"]);
    }

    [Fact]
    public async Task A_report_that_is_not_taken_is_told_again_later_and_costs_no_other_one()
    {
        await EndAsync(_ => BuildReportText.Write(Report("1")), _ => BuildReportText.Write(Report("2")));
        _reporter.Fails = "1";
        await CyclesAsync(13);
        await _reporter.Told.WaitForCountAsync(1);
        await _events.WaitForAsync<ReportFailed>(failed => failed is { Report: ReportKind.Build, Id: "1" });
        await CyclesAsync(3);
        (await _queue.LookAsync(CancellationToken.None)).Claims["1"].IsEnded.Should().BeTrue("nobody has taken its report");

        _reporter.Fails = null;
        await CyclesAsync(5);

        await GoneAsync();
        _reporter.Told.Items.Should().Equal("2", "1");
    }

    [Fact]
    public async Task A_report_that_cannot_be_read_is_said_once_and_its_claim_stays()
    {
        await EndAsync(_ => "from a later version"u8.ToArray());

        await CyclesAsync(30);

        (await _events.WaitForAsync<StepFailed>()).Error!.Message.Should().Contain("report of task 1").And.Contain("cannot be read");
        _events.Of<StepFailed>().Should().ContainSingle();
        _workers!.Count("untold").Should().BeGreaterThan(1);
        (await _queue.LookAsync(CancellationToken.None)).Claims["1"].IsEnded.Should().BeTrue();
        _reporter.Told.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_report_is_told_once_though_its_claim_cannot_be_ended_at_first()
    {
        await EndAsync(_ => BuildReportText.Write(Report("1")));
        await CyclesAsync(12);
        var isAway = true;
        _before = name => name == "finish" && isAway ? throw new BuildQueueException("Redis is away") : Task.CompletedTask;
        await CyclesAsync(1);
        await _events.WaitForAsync<StepFailed>(failed => failed.Step == GrabberStep.Workers);

        isAway = false;
        await CyclesAsync(10);

        await GoneAsync();
        _reporter.Told.Items.Should().Equal("1");
    }

    private static BuildReport Report(string taskId) =>
        new("0", taskId, Encoding.UTF8.GetBytes("{}"), new BuildOutcome.Succeeded(), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    private async Task EndAsync(params IReadOnlyList<Func<TakenBuild, byte[]>> texts)
    {
        _listed = [.. _listed.Take(texts.Count)];
        await CyclesAsync(1);
        var taken = await _queue.Workers.TakeAsync(["0"], texts.Count, TimeSpan.FromMinutes(1), CancellationToken.None);
        await _queue.Workers.EndAsync(
            [.. taken.Select((build, at) => new EndedBuild(build, texts[at](build)))], "dead", TimeSpan.FromMinutes(1), CancellationToken.None);
    }

    private async Task CyclesAsync(int count)
    {
        for (var cycle = 0; cycle < count; cycle++)
        {
            (await _services.GetRequiredService<JobGrabber>().RunOnceAsync(CancellationToken.None)).Error.Should().BeNull();
            _time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    /// <summary>Waits until no claim is left whose build has ended.</summary>
    private async Task GoneAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while ((await _queue.LookAsync(CancellationToken.None)).Claims.Values.Any(claim => claim.IsEnded))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    private sealed class Reporter : IBuildReporter
    {
        public Recording<string> Told { get; } = new();

        public volatile string? Fails;

        public bool TellsOfGivingBack => false;

        public ValueTask<BuildStart> StartAsync(TakenBuild build, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask RunningAsync(TakenBuild build, ReadOnlyMemory<byte> json, DateTimeOffset startedAt, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask EndedAsync(BuildReport report, CancellationToken cancellationToken)
        {
            if (report.TaskId == Fails)
            {
                throw new TaskSourceException(TaskSourceFault.BadStatus, "status 500");
            }

            Told.Add(report.TaskId);
            return ValueTask.CompletedTask;
        }
    }
}
