using CoprJobGrab.Testing;

namespace CoprJobGrab.Tests.Schedules;

/// <summary>The frontend: its tasks, and the list that it gives of them.</summary>
internal sealed class ScheduleFrontend(bool listsRunning, bool isScarce)
{
    private const int Cap = 4;

    private readonly Dictionary<string, FrontendTask> _byId = new(StringComparer.Ordinal);

    /// <summary>True when it lists running tasks; else it lists waiting ones, and only the first few.</summary>
    public bool ListsRunning => listsRunning;

    public List<FrontendTask> Tasks { get; } = [];

    public IEnumerable<FrontendTask> Listed => listsRunning
        ? Tasks.Where(task => !task.IsOver)
        : Tasks.Where(task => task.State == TaskState.Waiting).Take(Cap);

    public FrontendTask Find(string taskId) => _byId[taskId];

    public void Push(string architecture)
    {
        var task = new FrontendTask($"{Tasks.Count}", architecture);
        Tasks.Add(task);
        _byId[task.Id] = task;
    }

    public Listing<BuildTask>.Complete List() => new([.. Listed.Select((task, index) => Some.Build(task.Id, $"fedora-42-{task.Architecture}", owner: isScarce ? Scarcity.OwnerOf(task.Id) : "jdoe", index: index))]);
}
