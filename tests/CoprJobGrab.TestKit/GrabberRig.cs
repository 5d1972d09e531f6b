using CoprJobGrab.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.TestKit;

/// <summary>
/// The shipped harness by the real clock, with queues of the test's choice, which may be away for a while.
/// Disposing it is a clean end; a killed one is left as it is.
/// </summary>
public sealed class GrabberRig : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private readonly CoprJobGrabHarness _harness;

    /// <param name="configure">Says where the queues are.</param>
    /// <param name="groups">The ids of the builder groups; task <c>7@g</c> goes to group <c>g</c>, and one without the sign to the first.</param>
    public GrabberRig(Action<ICoprJobGrabBuilder> configure, params string[] groups)
    {
        groups = groups.Length > 0 ? groups : ["0"];
        _harness = new CoprJobGrabHarness(
            options => Array.ForEach(groups, group => options.AddGroup(group, $"arch{group}")),
            builder =>
            {
                builder.Services.AddSingleton(TimeProvider.System).AddSingleton<IBuildRouter>(new ById(groups[0]));
                configure(builder);
            });
        _harness.Source.OnFetch = async _ =>
        {
            await InMidPoll();
            return new TaskSnapshot(new Listing<BuildTask>.Complete([.. Listed.Select(id => Plans.Task(id))])) { Actions = SomeAction.List(Actions) };
        };
    }

    /// <summary>The ids that the frontend lists.</summary>
    public IReadOnlyList<string> Listed { get; set; } = [];

    /// <summary>The actions that the frontend lists.</summary>
    public IReadOnlyList<ActionListing> Actions { get; set; } = [];

    /// <summary>Happens in every cycle when the queues were observed and nothing is written yet.</summary>
    public Func<Task> InMidPoll { get; set; } = () => Task.CompletedTask;

    public RecordingReporter Reporter => _harness.Reporter;

    public RecordingActionHandler Handler => _harness.Handler;

    public RecordingEventSink Events => _harness.Events;

    public JobGrabber Grabber => _harness.Grabber;

    public IJobGrabOperator Operator => _harness.Services.GetRequiredService<IJobGrabOperator>();

    public Task<CycleReport> CycleAsync() => Grabber.RunOnceAsync();

    /// <summary>Cycles until one has done all of its work, as the loop would.</summary>
    public async Task<CycleReport> UntilOkAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        for (var report = await CycleAsync(); ; report = await CycleAsync())
        {
            if (report.Ok)
            {
                return report;
            }

            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"No cycle was whole in time; the last one: {report.Error}", report.Error);
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>What a fault in this cycle does, once, in mid-poll; the cycle's report.</summary>
    public async Task<CycleReport> CycleWithAsync(Func<Task> fault)
    {
        InMidPoll = fault;
        var report = await CycleAsync();
        InMidPoll = () => Task.CompletedTask;
        return report;
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    private sealed class ById(string first) : IBuildRouter
    {
        public RouteDecision Route(BuildTask task) => new RouteDecision.ToGroup(task.TaskId.Split('@') is [_, var group] ? group : first, "as its id says");
    }
}
