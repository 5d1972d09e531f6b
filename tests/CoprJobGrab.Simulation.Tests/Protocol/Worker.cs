namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>One worker. A Python worker leaves no trace in the store.</summary>
/// <param name="Urn">The element that it works on; 0 for none.</param>
/// <param name="Group">Where it was taken.</param>
/// <param name="Told">It has told the frontend the result, and its claim is still to be released.</param>
internal readonly record struct Worker(byte Urn, byte Group, bool Told)
{
    public bool Holds => Urn != 0 && !Told;
}
