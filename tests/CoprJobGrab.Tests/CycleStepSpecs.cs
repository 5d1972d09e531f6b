using System.Text;
using CoprJobGrab.Testing;
using CoprJobGrab.Tests.Queues;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests;

/// <summary>A step of a cycle does what its name says and nothing else.</summary>
public sealed class CycleStepSpecs : IAsyncDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly InMemoryBuildQueue _store;
    private readonly ScriptedClaimQueue _queue;
    private readonly CoprJobGrabHarness _harness;

    public CycleStepSpecs()
    {
        _store = new InMemoryBuildQueue(new InMemoryStore(_time), ["0"]);
        _queue = new ScriptedClaimQueue(_store);
        _harness = new CoprJobGrabHarness(parts: builder => builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton<IBuildQueue>(_queue));
        _harness.Source.OnFetch = _ =>
        {
            _queue.Calls.Add("fetch");
            var builds = new Listing<BuildTask>.Complete([Some.Build("1")]);
            return ValueTask.FromResult(new TaskSnapshot(builds) { Actions = SomeAction.List(SomeAction.Whole(7)) });
        };
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task To_observe_writes_nothing_and_a_reported_end_is_written_by_the_step_after_it()
    {
        await TakeAsync();
        Hear("""{"action": "remove", "task_id": "1"}""");

        var (observed, signals) = await Of<LedQueue>().ObserveAsync(Stop);

        _queue.Calls.Should().Equal("observe");
        _harness.Events.Of<TaskReleased>().Should().BeEmpty();

        await Of<LedQueue>().EndReportedAsync(observed, signals, Stop);

        _queue.Calls.Should().Equal("observe", "command");
        _harness.Events.Of<TaskReleased>().Should().ContainSingle().Which.TaskId.Should().Be("1");
    }

    [Fact]
    public async Task To_fetch_starts_nothing_and_a_listed_action_is_begun_by_the_step_after_it()
    {
        var lead = (await Of<OwnLead>().TakeAsync(Stop))!;
        await Of<OwnLead>().BeginAsync(lead, Stop);
        _queue.Calls.Clear();

        var snapshot = await Of<CycleSteps>().FetchAsync(Stop);

        _queue.Calls.Should().Equal("fetch");
        (await Of<ActionLanes>().CountAsync()).Should().Be(0);
        _harness.Handler.Begun.Items.Should().BeEmpty();

        Of<CycleSteps>().OfferActions(snapshot, lead, []);
        await Of<JobGrabber>().WhenActionsEndAsync(Stop);

        _harness.Handler.Begun.Items.Should().Equal(7);
    }

    [Fact]
    public async Task The_steps_come_in_this_order()
    {
        await TakeAsync();
        Hear("""{"action": "remove", "task_id": "1"}""");

        (await Of<JobGrabber>().RunOnceAsync(Stop)).Ok.Should().BeTrue();

        _queue.Calls.Should().Equal("observe", "command", "fetch", "apply");
    }

    /// <summary>A cycle enqueues the task, its action ends, and a worker takes the task.</summary>
    private async Task TakeAsync()
    {
        (await Of<JobGrabber>().RunOnceAsync(Stop)).Enqueued.Should().Be(1);
        await Of<JobGrabber>().WhenActionsEndAsync(Stop);
        _store.TryPop("0", out _).Should().BeTrue();
        _queue.Calls.Clear();
    }

    private void Hear(string message) => Of<TaskEndBuffer>().Add(TaskEndMessage.Parse(Encoding.UTF8.GetBytes(message)));

    private T Of<T>() where T : class => _harness.Services.GetRequiredService<T>();
}
