using System.Collections.Concurrent;

namespace CoprJobGrab;

/// <summary>Keeps results in memory. Nothing survives the process: what was outstanding then runs again.</summary>
internal sealed class MemoryOutcomeStore : IOutcomeStore
{
    private readonly ConcurrentDictionary<long, ActionReport> _reports = new();

    public ValueTask SaveAsync(ActionReport report, CancellationToken cancellationToken)
    {
        _reports[report.ActionId] = report;
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveAsync(long actionId, CancellationToken cancellationToken)
    {
        _reports.TryRemove(actionId, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<ActionReport>> ReadAllAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<ActionReport>>([.. _reports.Values]);
}
