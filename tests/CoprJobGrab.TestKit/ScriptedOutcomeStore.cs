using CoprJobGrab.Testing;

namespace CoprJobGrab.TestKit;

/// <summary>A store of action results that fails as the test says, and keeps what was asked of it.</summary>
internal sealed class ScriptedOutcomeStore : IOutcomeStore
{
    private readonly MemoryOutcomeStore _inner = new();

    /// <summary>Is asked before anything is done; by default nothing fails.</summary>
    public Func<string, ValueTask> OnAsked { get; set; } = _ => ValueTask.CompletedTask;

    /// <summary><c>save 7</c>, <c>remove 7</c>, <c>read</c>, in order.</summary>
    public Recording<string> Asked { get; } = new();

    public async ValueTask SaveAsync(ActionReport report, CancellationToken cancellationToken)
    {
        await AskAsync($"save {report.ActionId}");
        await _inner.SaveAsync(report, cancellationToken);
    }

    public async ValueTask GiveUpAsync(GivenUpReport givenUp, ReportDecision? followed, CancellationToken cancellationToken)
    {
        await AskAsync($"give up {givenUp.Report.ActionId}");
        await _inner.GiveUpAsync(givenUp, followed, cancellationToken);
    }

    public async ValueTask<bool> DecideAsync(long actionId, ReportDecision decision, CancellationToken cancellationToken)
    {
        await AskAsync($"decide {actionId}");
        return await _inner.DecideAsync(actionId, decision, cancellationToken);
    }

    public async ValueTask RemoveAsync(long actionId, CancellationToken cancellationToken)
    {
        await AskAsync($"remove {actionId}");
        await _inner.RemoveAsync(actionId, cancellationToken);
    }

    public async ValueTask<StoredOutcomes> ReadAllAsync(CancellationToken cancellationToken)
    {
        await AskAsync("read");
        return await _inner.ReadAllAsync(cancellationToken);
    }

    /// <summary>What is kept at this moment.</summary>
    public async Task<IEnumerable<long>> KeptAsync() => (await _inner.ReadAllAsync(CancellationToken.None)).Outstanding.Select(report => report.ActionId);

    /// <summary>What is given up at this moment.</summary>
    public async Task<IReadOnlyList<GivenUpReport>> GivenUpAsync() => (await _inner.ReadAllAsync(CancellationToken.None)).GivenUp;

    private ValueTask AskAsync(string what)
    {
        Asked.Add(what);
        return OnAsked(what);
    }
}
