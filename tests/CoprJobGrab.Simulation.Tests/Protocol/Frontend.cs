namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>What the frontend knows of the task.</summary>
internal enum Frontend : byte { Waiting, Running, Ended, Deleted, Cancelled }
