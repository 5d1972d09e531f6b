namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>
/// What stands beside a claim whose element was taken: nothing, a lease, one that was renewed when it had run out, or that the build has ended.
/// </summary>
internal enum Mark : byte { None, Lease, Renewed, Ended }
