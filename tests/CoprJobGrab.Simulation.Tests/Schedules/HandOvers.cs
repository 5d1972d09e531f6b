namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A grabber's lead, and whether it was handed over.</summary>
internal sealed class HandOvers(ILeadership inner) : ILeadership
{
    /// <summary>Whether the last hand-over gave a lead up.</summary>
    public bool Last { get; private set; }

    public ValueTask<Lead> LeadAsync(CancellationToken cancellationToken) => inner.LeadAsync(cancellationToken);

    public bool Lasts(long epoch) => inner.Lasts(epoch);

    public ValueTask StandDownAsync(long fencedBy, CancellationToken cancellationToken) => inner.StandDownAsync(fencedBy, cancellationToken);

    public async ValueTask<bool> HandOverAsync(CancellationToken cancellationToken) => Last = await inner.HandOverAsync(cancellationToken);
}
