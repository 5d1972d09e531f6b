namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>How far a worker is with its task. A Python worker tells the frontend the end in one step with it, and is done.</summary>
internal enum Stage : byte { Builds, Tells, Told }
