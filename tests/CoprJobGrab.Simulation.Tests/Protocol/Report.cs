namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>What the frontend is still to be told of a build that has ended.</summary>
/// <param name="Urn">The claim's element; 0 for no report.</param>
/// <param name="Teller">The number of the worker that is to tell it.</param>
/// <param name="GivesBack">There is no result: the frontend is to list the task again.</param>
internal readonly record struct Report(byte Urn, byte Teller, bool GivesBack);
