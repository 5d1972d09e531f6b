namespace CoprJobGrab.Testing.Xunit;

/// <summary>Drives a queue as the grabber's cycles do: observe, then apply a plan that was made from that picture.</summary>
public sealed class QueueDriver(IBuildQueue queue)
{
    // A suite writes thousands of tasks in one call.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    /// <summary>Looks at the queue.</summary>
    public Task<QueueState> ObserveAsync() => queue.ObserveAsync(CancellationToken.None).AsTask().InTimeAsync(Deadline);

    /// <summary>Writes a plan.</summary>
    public Task<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan) => queue.ApplyAsync(plan, CancellationToken.None).AsTask().InTimeAsync(Deadline);

    /// <summary>Observes, and enqueues these tasks.</summary>
    public async Task<GroupResult> EnqueueAsync(string groupId, params IEnumerable<string> taskIds) =>
        await ApplyOneAsync(Plans.Enqueue(await ObserveAsync(), groupId, taskIds));

    /// <summary>Observes, and ends the claims of these tasks.</summary>
    public async Task<GroupResult> WithdrawAsync(string groupId, params IEnumerable<string> taskIds) =>
        await ApplyOneAsync(Plans.Withdraw(await ObserveAsync(), groupId, taskIds));

    /// <summary>Writes a plan of one group.</summary>
    public async Task<GroupResult> ApplyOneAsync(GrabPlan plan) => (await ApplyAsync(plan)).Single();

    /// <summary>A whole cycle for these listed tasks, with the simplest of plans: what has no claim is enqueued.</summary>
    public async Task<IReadOnlyList<GroupResult>> CycleAsync(string groupId, params IEnumerable<string> listed)
    {
        var observed = await ObserveAsync();
        return await ApplyAsync(Plans.Enqueue(observed, groupId, listed.Where(id => !observed.Claims.ContainsKey(id))));
    }
}
