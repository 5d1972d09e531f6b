namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>What a schedule has too little of, when it has: room in the lists, and places of each owner. Some tasks are urgent and need no room.</summary>
internal static class Scarcity
{
    public const int Depth = 1;
    public const int PerOwner = 3;

    private static readonly string[] Owners = ["jdoe", "ann"];

    public static HostScheduling Scheduling { get; } = new(null, task => IsUrgent(task.TaskId), []);

    public static bool IsUrgent(string taskId) => NumberOf(taskId) % 7 == 3;

    public static string OwnerOf(string taskId) => Owners[NumberOf(taskId) / 2 % Owners.Length];

    public static IEnumerable<BuilderGroup> Shallow(IEnumerable<string> groups) =>
        groups.Select(group => new BuilderGroup(group, [$"of-{group}"]) { Depth = Depth });

    private static int NumberOf(string taskId) => int.Parse(taskId, System.Globalization.CultureInfo.InvariantCulture);
}
