namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>What stands beside a claim whose element was taken: nothing, a lease, or that its build has ended.</summary>
internal enum Mark : byte { None, Lease, Ended }
