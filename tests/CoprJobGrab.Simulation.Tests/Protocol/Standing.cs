namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>Where a claim stands.</summary>
internal enum Standing : byte { None, Waiting, Silent, Leased, Ended }
