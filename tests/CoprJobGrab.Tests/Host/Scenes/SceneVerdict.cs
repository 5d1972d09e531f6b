namespace CoprJobGrab.Tests.Host.Scenes;

/// <summary>What came of a scene.</summary>
/// <param name="HandedOut">The tasks that a worker got.</param>
/// <param name="Excused">Doubled hand-outs that nobody could have prevented, by their reason.</param>
/// <param name="Doubled">The others, each in words.</param>
internal sealed record SceneVerdict(IReadOnlySet<string> HandedOut, IReadOnlyDictionary<string, int> Excused, IReadOnlyList<string> Doubled);
