using CoprJobGrab.Testing;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>The frontend: its tasks, and the list that it gives of them.</summary>
internal sealed class ScheduleFrontend(bool listsRunning, bool isScarce)
{
    private const int Cap = 4;

    // As long ago as a cache may keep a list.
    private const int MostEarlier = 8;

    private readonly Dictionary<string, FrontendTask> _byId = new(StringComparer.Ordinal);
    private readonly Queue<IReadOnlyList<FrontendTask>> _earlier = new();
    private int _lists;

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

    public Listing<BuildTask>.Complete List()
    {
        var listed = Listed.ToList();
        _lists++;
        _earlier.Enqueue(listed);
        if (_earlier.Count > MostEarlier)
        {
            _earlier.Dequeue();
        }

        return Of(listed);
    }

    /// <summary>One of the last lists, which has a task that it should not have any more, if there is such a one; and those tasks.</summary>
    public (Listing<BuildTask>.Complete List, IReadOnlySet<string> Gone) Stale()
    {
        var stale = _earlier.Where(list => list.Any(IsGone)).ToList();
        var list = stale.Count == 0 ? [.. Listed] : stale[_lists % stale.Count];
        return (Of(list), list.Where(IsGone).Select(task => task.Id).ToHashSet(StringComparer.Ordinal));
    }

    private bool IsGone(FrontendTask task) => listsRunning ? task.IsOver : task.State != TaskState.Waiting;

    private Listing<BuildTask>.Complete Of(IEnumerable<FrontendTask> tasks) => new(
        [.. tasks.Select(
            (task, index) => Some.Build(task.Id, $"fedora-42-{task.Architecture}", owner: isScarce ? Scarcity.OwnerOf(task.Id) : "jdoe", index: index))]);
}
