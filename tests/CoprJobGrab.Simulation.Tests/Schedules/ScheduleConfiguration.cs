namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Which groups there are, and which architecture each takes.</summary>
internal sealed record ScheduleConfiguration(IReadOnlyList<string> Groups, IReadOnlyDictionary<string, string> GroupOf) : IBuildRouter
{
    public static readonly string[] Architectures = ["x86_64", "aarch64"];

    /// <summary>The first is where a schedule begins; then: both move to group 1, group 1 leaves, group 0 leaves.</summary>
    public static readonly ScheduleConfiguration[] All = [Of(["0", "1"], "0", "1"), Of(["0", "1"], "1", "1"), Of(["0"], "0", "0"), Of(["1"], "1", "1")];

    public RouteDecision Route(BuildTask task) => GroupOf.TryGetValue(task.Architecture ?? "", out var group)
        ? new RouteDecision.ToGroup(group, "its architecture")
        : new RouteDecision.Refuse("no group takes its architecture");

    private static ScheduleConfiguration Of(string[] groups, string first, string second) =>
        new(groups, new Dictionary<string, string> { [Architectures[0]] = first, [Architectures[1]] = second });
}
