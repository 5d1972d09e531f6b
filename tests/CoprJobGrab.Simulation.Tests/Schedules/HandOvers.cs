namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A grabber's lead, and whether it was handed over.</summary>
/// <param name="inner">The lead.</param>
/// <param name="asked">Hears each answer.</param>
internal sealed class HandOvers(ILeadership inner, Action<Lead> asked) : ILeadership
{
    /// <summary>Whether the last hand-over gave a lead up.</summary>
    public bool Last { get; private set; }

    public IActionNotes? Notes => inner.Notes;

    public bool IsShared => false;

    public async ValueTask<Lead> LeadAsync(CancellationToken cancellationToken)
    {
        var lead = await inner.LeadAsync(cancellationToken);
        asked(lead);
        return lead;
    }

    public ValueTask TellAsync(long epoch, IReadOnlyDictionary<string, string> rules, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask TellAsync(ToldPoll poll, CancellationToken cancellationToken) => inner.TellAsync(poll, cancellationToken);

    public ValueTask<ToldLead> ReadToldAsync(CancellationToken cancellationToken) => inner.ReadToldAsync(cancellationToken);

    public bool Lasts(long epoch) => inner.Lasts(epoch);

    public ValueTask StandDownAsync(long fencedBy, CancellationToken cancellationToken) => inner.StandDownAsync(fencedBy, cancellationToken);

    public async ValueTask<bool> HandOverAsync(bool isClean, CancellationToken cancellationToken) =>
        Last = await inner.HandOverAsync(isClean, cancellationToken);
}
