namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>What an observation saw of a group.</summary>
/// <param name="Unclaimed">An element that stood in the list without a claim; 0 for none.</param>
/// <param name="Urn">The claim's element; 0 for no claim.</param>
/// <param name="Attempt">The claim's attempt.</param>
/// <param name="Standing">Where the claim stood.</param>
/// <param name="Mark">What stood beside it.</param>
/// <param name="Renewals">How often a lease had been asked for again.</param>
/// <param name="Incarnation">Of the claims; 0 for none.</param>
/// <param name="Revision">How many releases there had been.</param>
internal readonly record struct Picture(byte Unclaimed, byte Urn, byte Attempt, Standing Standing, Mark Mark, byte Renewals, byte Incarnation, byte Revision)
{
    public bool IsTaken => Standing is Standing.Silent or Standing.Leased or Standing.Ended;
}
