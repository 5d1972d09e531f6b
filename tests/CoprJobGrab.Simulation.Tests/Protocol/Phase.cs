namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>Where a grabber is in its cycle.</summary>
internal enum Phase : byte { Standby, Leading, Ready, Observed, Fetched, Both }
