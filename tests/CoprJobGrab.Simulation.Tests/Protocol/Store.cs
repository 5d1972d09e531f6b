namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>
/// One builder group in the store: the list (0 is no element; the older is popped first), the claim (urn 0 is none), and what is kept beside them.
/// </summary>
internal readonly record struct Store(
    byte Older, byte Newer, byte Urn, byte Attempt, Mark Mark, byte Renewals, byte Epoch, byte Incarnation, byte Revision, byte Released, Report Report)
{
    public bool Has(byte urn) => urn != 0 && (Older == urn || Newer == urn);

    public Standing Standing => Urn == 0 ? Standing.None : Has(Urn) ? Standing.Waiting : Mark switch
    {
        Mark.None => Standing.Silent,
        Mark.Lease => Standing.Leased,
        _ => Standing.Ended,
    };

    public bool IsTaken => Standing is Standing.Silent or Standing.Leased or Standing.Ended;

    public Store Push(byte urn) => Older == 0 ? this with { Older = urn } : this with { Newer = urn };

    public Store Pop() => this with { Older = Newer, Newer = 0 };

    public Store Without(byte urn) => Older == urn ? Pop() : Newer == urn ? this with { Newer = 0 } : this;

    /// <summary>The claim ends; an element that waits goes with it.</summary>
    public Store Release(bool remember)
    {
        var released = Without(Urn) with { Urn = 0, Attempt = 0, Mark = Mark.None, Revision = (byte)(Revision + 1) };
        return remember ? released with { Released = released.Revision } : released;
    }
}
