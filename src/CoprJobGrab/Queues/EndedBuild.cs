namespace CoprJobGrab;

/// <summary>A build that has ended and whose claim stays until somebody is told of it.</summary>
/// <param name="Build">The build.</param>
/// <param name="Report">What is to be told, in a form that the queue does not look into.</param>
public sealed record EndedBuild(TakenBuild Build, ReadOnlyMemory<byte> Report);
