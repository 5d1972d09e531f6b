namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>One thing that may happen next, and the world after it.</summary>
internal readonly record struct Step(string What, World After);
