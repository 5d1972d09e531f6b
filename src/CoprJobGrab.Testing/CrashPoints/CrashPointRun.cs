namespace CoprJobGrab.Testing;

/// <summary>What became of a scenario whose grabber was stopped at one step.</summary>
/// <param name="Step">The number of the step; 0 when none was to fail.</param>
/// <param name="CrashedAt">The name of the step; null when the scenario ended before it.</param>
/// <param name="Steps">How many steps were passed.</param>
/// <param name="Violations">What was not as it must be once the world was quiet; empty when all was well.</param>
public sealed record CrashPointRun(int Step, string? CrashedAt, int Steps, IReadOnlyList<string> Violations)
{
    /// <summary>The step, and what was wrong.</summary>
    public override string ToString() =>
        $"step {Step}{(CrashedAt is null ? "" : $" ({CrashedAt})")}: {(Violations.Count == 0 ? "all is well" : string.Join("; ", Violations))}";
}
