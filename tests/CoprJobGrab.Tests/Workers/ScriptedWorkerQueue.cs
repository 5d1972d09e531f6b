using System.Collections.Concurrent;
using CoprJobGrab.Testing;

namespace CoprJobGrab.Tests.Workers;

/// <summary>The workers' half of a queue in memory, whose calls a test counts, fails and holds.</summary>
internal sealed class ScriptedWorkerQueue(IWorkerQueue queue) : DelegatingWorkerQueue(queue)
{
    private readonly IWorkerQueue _queue = queue;

    private readonly ConcurrentDictionary<string, Recording<string>> _answered = [];

    /// <summary>Each call: its name, and how many builds or groups it was about.</summary>
    public Recording<(string Name, int Count)> Calls { get; } = new();

    /// <summary>The groups of the last take, in their order.</summary>
    public IReadOnlyList<string> Order { get; private set; } = [];

    /// <summary>Is awaited before each call; it may throw.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Takes the place of what a renewal answers.</summary>
    public Func<IReadOnlyList<TakenBuild?>, IReadOnlyList<TakenBuild?>> Renewed { get; set; } = renewed => renewed;

    /// <summary>Is called when a take is done, before its answer comes.</summary>
    public Action TakeIsAnswered { get; set; } = () => { };

    /// <summary>True when a take goes on although the worker stops, as one whose script is on its way does.</summary>
    public bool TakesAfterStop { get; set; }

    /// <summary>True when nothing can be listened to.</summary>
    public bool IsDeaf { get; set; }

    public int Count(string name) => Calls.Items.Count(call => call.Name == name);

    /// <summary>Waits until this many calls of a name have been answered.</summary>
    public Task WaitAsync(string name, int count = 1) => Answered(name).WaitForCountAsync(count);

    public override ValueTask<IReadOnlyList<TakenBuild>> TakeAsync(
        IReadOnlyList<string> groupIds, int most, TimeSpan lease, CancellationToken cancellationToken)
    {
        Order = groupIds;
        return CallAsync("take", most, async () =>
        {
            var taken = await base.TakeAsync(groupIds, most, lease, TakesAfterStop ? default : cancellationToken);
            TakeIsAnswered();
            return taken;
        });
    }

    public override ValueTask<IReadOnlyList<TakenBuild?>> RenewAsync(
        IReadOnlyList<TakenBuild> builds, TimeSpan lease, CancellationToken cancellationToken) =>
        CallAsync("renew", builds.Count, async () => Renewed(await base.RenewAsync(builds, lease, cancellationToken)));

    public override ValueTask<IReadOnlyList<TakenBuild?>> EndAsync(
        IReadOnlyList<EndedBuild> builds, string teller, TimeSpan lease, CancellationToken cancellationToken) =>
        CallAsync("end", builds.Count, () => base.EndAsync(builds, teller, lease, cancellationToken));

    public override ValueTask<IReadOnlyList<EndedBuild>> UntoldAsync(
        IReadOnlyList<string> groupIds, string teller, TimeSpan lease, CancellationToken cancellationToken) =>
        CallAsync("untold", groupIds.Count, () => base.UntoldAsync(groupIds, teller, lease, cancellationToken));

    public override ValueTask<IReadOnlyList<bool>> FinishAsync(
        IReadOnlyList<(TakenBuild Build, BuildRelease Release)> builds, CancellationToken cancellationToken) =>
        CallAsync("finish", builds.Count, () => base.FinishAsync(builds, cancellationToken));

    public override ValueTask<IAsyncDisposable> ListenAsync(Action<string> heard, CancellationToken cancellationToken) =>
        CallAsync("listen", 1, () => IsDeaf ? throw new BuildQueueException("NOPERM") : base.ListenAsync(heard, cancellationToken));

    /// <summary>What another worker would take over now.</summary>
    public async Task<IReadOnlyList<EndedBuild>> OtherUntoldAsync() =>
        await _queue.UntoldAsync(["0"], "other", TimeSpan.FromMinutes(1), CancellationToken.None);

    private Recording<string> Answered(string name) => _answered.GetOrAdd(name, _ => new Recording<string>());

    private async ValueTask<T> CallAsync<T>(string name, int count, Func<ValueTask<T>> call)
    {
        Calls.Add((name, count));
        await Before(name);
        var answer = await call();
        Answered(name).Add(name);
        return answer;
    }
}
