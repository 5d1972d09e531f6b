using System.Collections.Concurrent;
using CoprJobGrab.Testing;

namespace CoprJobGrab.TestKit;

/// <summary>Notes of begun actions that answer as the test says, and keep what was asked of them.</summary>
internal sealed class ScriptedActionNotes : IActionNotes
{
    private readonly ConcurrentDictionary<long, IReadOnlyList<string>> _kept = new();

    /// <summary>Is asked before anything is done; by default nothing fails.</summary>
    public Func<string, ValueTask> OnAsked { get; set; } = _ => ValueTask.CompletedTask;

    /// <summary>Whether the lead of an epoch still takes notes; by default it does.</summary>
    public Func<long, bool> Takes { get; set; } = _ => true;

    /// <summary><c>note 7</c>, <c>remove 7</c>, <c>remove others' 7</c>, in order.</summary>
    public Recording<string> Asked { get; } = new();

    /// <summary>What is noted at this moment, by the action's id.</summary>
    public IReadOnlyDictionary<long, IReadOnlyList<string>> Kept => _kept;

    /// <summary>How long each action that was noted may run, by its id.</summary>
    public ConcurrentDictionary<long, TimeSpan> Limits { get; } = new();

    public async ValueTask<bool> NoteAsync(long epoch, long actionId, IReadOnlyList<string> projects, TimeSpan limit, CancellationToken cancellationToken)
    {
        Limits[actionId] = limit;
        await AskAsync($"note {actionId}");
        return Takes(epoch) && (_kept[actionId] = projects) is not null;
    }

    public async ValueTask RemoveAsync(IReadOnlyCollection<long> actionIds, CancellationToken cancellationToken)
    {
        await AskAsync($"remove {string.Join(' ', actionIds)}");
        foreach (var actionId in actionIds)
        {
            _kept.TryRemove(actionId, out _);
        }
    }

    public ValueTask RemoveOthersAsync(IReadOnlyCollection<long> actionIds, CancellationToken cancellationToken) =>
        AskAsync($"remove others' {string.Join(' ', actionIds)}");

    public ValueTask<(IReadOnlyList<NotedAction> Actions, DateTimeOffset StartsFrom)> BegunAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<(IReadOnlyList<NotedAction>, DateTimeOffset)>(
            ([.. _kept.Select(note => new NotedAction(note.Key, note.Value, "", default))], default));

    public ValueTask<bool?> DisownAsync(long actionId, CancellationToken cancellationToken) => ValueTask.FromResult<bool?>(_kept.TryRemove(actionId, out _));

    private ValueTask AskAsync(string what)
    {
        Asked.Add(what);
        return OnAsked(what);
    }
}
