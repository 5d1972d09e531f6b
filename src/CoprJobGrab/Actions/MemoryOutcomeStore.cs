using System.Collections.Concurrent;

namespace CoprJobGrab.Actions;

/// <summary>Keeps results in memory. Nothing survives the process: what was outstanding then runs again.</summary>
internal sealed class MemoryOutcomeStore : IOutcomeStore
{
    private readonly ConcurrentDictionary<long, (ActionReport Report, GivenUpReport? GivenUp)> _kept = new();

    public ValueTask SaveAsync(ActionReport report, CancellationToken cancellationToken)
    {
        _kept[report.ActionId] = (report, null);
        return ValueTask.CompletedTask;
    }

    public ValueTask GiveUpAsync(GivenUpReport givenUp, ReportDecision? followed, CancellationToken cancellationToken)
    {
        _kept.AddOrUpdate(givenUp.Report.ActionId, _ => (givenUp.Report, givenUp), (_, kept) => (givenUp.Report, givenUp.After(kept.GivenUp, followed)));
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> DecideAsync(long actionId, ReportDecision decision, CancellationToken cancellationToken)
    {
        while (_kept.TryGetValue(actionId, out var kept) && kept.GivenUp is { } givenUp)
        {
            if (_kept.TryUpdate(actionId, (kept.Report, givenUp with { Decision = decision }), kept))
            {
                return ValueTask.FromResult(true);
            }
        }

        return ValueTask.FromResult(false);
    }

    public ValueTask RemoveAsync(long actionId, CancellationToken cancellationToken)
    {
        _kept.TryRemove(actionId, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask<StoredOutcomes> ReadAllAsync(CancellationToken cancellationToken)
    {
        var kept = _kept.Values;
        return ValueTask.FromResult(new StoredOutcomes(
            [.. kept.Where(one => one.GivenUp is null).Select(one => one.Report)], [.. kept.Select(one => one.GivenUp).OfType<GivenUpReport>()]));
    }
}
