namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>One worker. A Python worker leaves no trace in the store.</summary>
/// <param name="Urn">The element that it works on, or whose report it tells; 0 for none.</param>
/// <param name="Group">Where it was taken.</param>
/// <param name="Stage">How far it is.</param>
/// <param name="GivesBack">It has no result to tell.</param>
/// <param name="StandsStill">Its lease has run out meanwhile.</param>
internal readonly record struct Worker(byte Urn, byte Group, Stage Stage = Stage.Builds, bool GivesBack = false, bool StandsStill = false)
{
    /// <summary>The number of the worker with a lease.</summary>
    public const int Leasing = 2;

    /// <summary>The number of who tells what it did not: another such worker, or the leader.</summary>
    public const int OtherTeller = 3;

    public bool IsActive => Urn != 0 && !StandsStill;

    public bool Builds => IsActive && Stage == Stage.Builds;

    /// <summary>It knows what the frontend does not.</summary>
    public bool IsUnheard => IsActive && Stage != Stage.Told;
}
