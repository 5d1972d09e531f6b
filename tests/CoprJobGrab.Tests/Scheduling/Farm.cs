using FluentAssertions;

namespace CoprJobGrab.Tests.Scheduling;

/// <summary>Builders that take what waits longest and build for ten ticks; the grabber polls at every fifth tick and tops up at the others.</summary>
internal sealed class Farm
{
    private const int BuildTicks = 10;
    private const int PollTicks = 5;

    private readonly Desk _desk = new();
    private readonly List<BuildTask> _listed = [];
    private readonly HashSet<string> _background = [];
    private readonly Queue<BuildTask> _list = new();
    private readonly List<(BuildTask Task, int Until)> _building = [];
    private readonly int _builders;
    private HeldTasks _held = HeldTasks.None;
    private int _next;
    private int _tick;

    public Farm(int builders, int depth, Action<SchedulingOptions>? options = null)
    {
        _builders = builders;
        _desk.Limit(options ?? (_ => { }), depth: depth);
    }

    /// <summary>The owners of the builds, as they started.</summary>
    public List<string> Started { get; } = [];

    /// <summary>Whoever submitted a build.</summary>
    public HashSet<string> Owners { get; } = [];

    /// <summary>How many normal builds were held when background ones were pushed, by a poll or between two.</summary>
    public int Overtaken { get; private set; }

    public void Submit(string owner, int builds, bool background = false, int projects = 1)
    {
        for (var build = 0; build < builds; build++)
        {
            Owners.Add(owner);
            var id = $"{_next++}-fedora-42-x86_64";
            if (background)
            {
                _background.Add(id);
            }

            _listed.Add(Desk.Task(id, owner, $"project{build % projects}", background: background));
        }
    }

    public int StartedOf(string owner) => Started.Count(started => started == owner);

    /// <summary>Runs until something holds, which must be within so many ticks.</summary>
    public void RunUntil(Func<bool> holds, int most)
    {
        for (var tick = 0; !holds(); tick++)
        {
            tick.Should().BeLessThan(most, "nobody starves, and {0} builds have started", Started.Count);
            RunFor(1);
        }
    }

    public void RunFor(int ticks)
    {
        for (var tick = 0; tick < ticks; tick++)
        {
            _tick++;
            End();
            Push(_tick % PollTicks == 0 ? Poll() : _desk.TopUp(_held));
            Start();
        }
    }

    private GrabPlan Poll()
    {
        var plan = _desk.Poll(_listed);
        _held = _desk.Held(plan);
        return plan;
    }

    private void Push(GrabPlan plan)
    {
        var pushed = plan.Groups.SelectMany(group => group.Enqueue).ToList();
        _held = _held.Without(pushed.Select(task => task.TaskId).ToHashSet());
        foreach (var task in pushed)
        {
            _list.Enqueue(task.Task);
        }

        if (pushed.Any(task => _background.Contains(task.TaskId)))
        {
            Overtaken += _held.InOrder.Count(held => !_background.Contains(held.Build.TaskId));
        }
    }

    private void Start()
    {
        while (_building.Count < _builders && _list.TryDequeue(out var task))
        {
            _desk.Take(task.TaskId);
            _building.Add((task, _tick + BuildTicks));
            Started.Add(task.Details.ProjectOwner!);
        }
    }

    private void End()
    {
        foreach (var (task, _) in _building.Where(building => building.Until <= _tick).ToList())
        {
            _building.RemoveAll(building => building.Task.TaskId == task.TaskId);
            _listed.RemoveAll(listed => listed.TaskId == task.TaskId);
            _desk.End(task.TaskId);
        }
    }
}
