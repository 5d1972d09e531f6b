using CoprJobGrab.Testing;

namespace CoprJobGrab.Tests.Leadership;

/// <summary>A lead in the test's hand.</summary>
internal sealed class ScriptedLeadership : ILeadership
{
    /// <summary>Answers who leads.</summary>
    public required Func<Lead> OnLead { get; set; }

    /// <summary>The epoch whose lead lasts; null when none does.</summary>
    public long? Lasting { get; set; }

    /// <summary>What stood in the store at each time that this one stood down.</summary>
    public Recording<long> StoodDown { get; } = new();

    public IActionNotes? Notes => null;

    public bool IsShared => false;

    public ValueTask<Lead> LeadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(OnLead());

    public ValueTask TellAsync(long epoch, IReadOnlyDictionary<string, string> rules, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask TellAsync(ToldPoll poll, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<ToldLead> ReadToldAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public bool Lasts(long epoch) => Lasting == epoch;

    public ValueTask StandDownAsync(long fencedBy, CancellationToken cancellationToken)
    {
        StoodDown.Add(fencedBy);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> HandOverAsync(bool isClean, CancellationToken cancellationToken) => ValueTask.FromResult(true);
}
