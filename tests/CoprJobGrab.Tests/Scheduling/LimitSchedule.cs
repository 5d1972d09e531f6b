using CsCheck;
using FluentAssertions;

namespace CoprJobGrab.Tests.Scheduling;

/// <summary>
/// Builds come, are taken, end and are given back, limits change, and after each step every limit is counted anew by other means than the scheduler's.
/// </summary>
internal sealed class LimitSchedule((int Kind, int Value)[] steps)
{
    private static readonly string[] Owners = ["jdoe", "cecil", "@cvrt"];
    private static readonly string[] Architectures = ["x86_64", "i386", "aarch64", "s390x"];

    private readonly Desk _desk = new();
    private readonly Dictionary<string, BuildTask> _listed = [];
    private readonly List<(string Name, int Most, Func<Counted, string?> KeyOf)> _limits = [];
    private Dictionary<(string Limit, string Key), int> _before = [];
    private HeldTasks _held = HeldTasks.None;
    private int? _depth;
    private int _next;

    public static Gen<(int Kind, int Value)[]> Generator { get; } = Gen.Select(Gen.Int[0, 11], Gen.Int[0, 1_000_000]).Array[5, 60];

    public void Run()
    {
        Change(7);
        foreach (var (kind, value) in steps)
        {
            Step(kind, value);
            Check($"{kind}/{value}");
        }
    }

    private void Step(int kind, int value)
    {
        var claims = _desk.Claims.Values.OrderBy(claim => claim.TaskId, StringComparer.Ordinal).ToList();
        switch (kind)
        {
            case <= 3:
                Arrive(value);
                break;
            case <= 6:
                var plan = _desk.Poll(_listed.Values);
                _held = _desk.Held(plan);
                Explained(plan);
                break;
            case 7:
                _held = _held.Without(Desk.Pushed(_desk.TopUp(_held)).ToHashSet());
                ExplainedStill();
                break;
            case 8 when claims.Where(claim => claim.State == ClaimState.Waiting).ToList() is { Count: > 0 } waiting:
                _desk.Take(waiting[value % waiting.Count].TaskId);
                break;
            case 9 when claims.Where(claim => claim.State == ClaimState.Silent).ToList() is { Count: > 0 } taken:
                _listed.Remove(taken[value % taken.Count].TaskId);
                _desk.End(taken[value % taken.Count].TaskId);
                break;
            case 10 when claims.Where(claim => claim.State == ClaimState.Silent).ToList() is { Count: > 0 } silent:
                _desk.Stand(silent[value % silent.Count].TaskId, ClaimState.Released);
                break;
            case 11:
                Change(value);
                break;
        }
    }

    private void Arrive(int value)
    {
        var owner = Owners[value % 3];
        var arch = Architectures[value / 3 % 4];
        var id = $"{_next++}-fedora-42-{arch}";
        _listed[id] = Desk.Task(
            id, owner, value % 2 == 0 ? "hello" : "tools", arch, background: value % 5 == 0, tags: value % 4 == 0 ? ["Power9"] : [], ssh: value % 7 == 0,
            sandbox: value % 7 == 0 ? $"{owner}/hello--{new Guid(value, 0, 0, new byte[8])}" : null);
    }

    private void Change(int value)
    {
        var most = (value % 4) + 1;
        _limits.Clear();
        _limits.AddRange(
        [
            ("total", most * 4, _ => "all"),
            ("arch", most * 2, task =>
                task.TaskId.EndsWith("86_64", StringComparison.Ordinal) || task.TaskId.EndsWith("i386", StringComparison.Ordinal) ? "x86_64" : null),
            ("owner", most + 1, task => task.Limits.Owner),
            ("tag", 2, task => task.Limits.Tags.Contains("Power9") ? "Power9" : null),
            ("owner-group", most, task => task.GroupId == "1" ? task.Limits.Owner : null),
            ("ssh", 1, task => task.Limits.UserSsh ? task.Limits.Owner : null),
        ]);
        _depth = value % 3 == 0 ? 3 : null;
        _desk.Limit(
            options =>
            {
                var limits = options.Limits;
                (limits.Total, limits.PerOwner, limits.UserSshPerOwner) = (most * 4, most + 1, 1);
                limits.Architectures["x86_64"] = most * 2;
                limits.Tags["Power9"] = 2;
                limits.PerOwnerOfGroup["1"] = most;
            },
            depth: _depth);
        _before = Count();
    }

    /// <summary>No count is above its limit, but for what a lowered limit found; that only falls.</summary>
    private void Check(string step)
    {
        var now = Count();
        foreach (var (limit, most, _) in _limits)
        {
            foreach (var (key, count) in now.Where(counted => counted.Key.Limit == limit))
            {
                count.Should()
                    .BeLessThanOrEqualTo(Math.Max(most, _before.GetValueOrDefault(key)), "limit {0} of {1} holds after step {2}", limit, key.Key, step);
            }
        }

        _before = now;
    }

    /// <summary>What a poll holds is held by a limit that is full of what has the task's own key, or by a list that is full.</summary>
    private void Explained(GrabPlan plan)
    {
        var now = Count();
        foreach (var (build, hold, limits) in plan.Tasks.Where(planned =>
            planned.Decision is Decision.Hold).Select(planned => (planned.Task, (Decision.Hold)planned.Decision, planned.Limits)))
        {
            if (hold is not { Cause: HoldCause.Limit, Limit: { } limit })
            {
                IsListFull(hold.GroupId).Should().BeTrue("{0} is held because {1}", build.TaskId, hold.Reason);
                (hold.Cause, hold.Limit!.Key).Should().Be((HoldCause.Depth, hold.GroupId));
                hold.Limit.Taken.Should().BeGreaterThanOrEqualTo(hold.Limit.Most);
                continue;
            }

            var name = limit.Limit.Split(':')[0].Replace("user-ssh", "ssh", StringComparison.Ordinal);
            var (_, most, keyOf) = _limits.Single(one => one.Name == name);
            var key = keyOf(new Counted(build.TaskId, hold.GroupId, _desk.Claims.GetValueOrDefault(build.TaskId)?.Limits ?? limits!));
            key.Should().NotBeNull("{0} is held because {1}", build.TaskId, hold.Reason);
            limit.Most.Should().Be(most);
            limit.Taken.Should().BeGreaterThanOrEqualTo(most);
            now.GetValueOrDefault((name, key!)).Should().BeGreaterThanOrEqualTo(limit.Taken, "{0} is held because {1}", build.TaskId, hold.Reason);
        }
    }

    /// <summary>
    /// What is held still after what was held was looked at again has no place: a limit is full of what has the task's own key, or the list is full.
    /// </summary>
    private void ExplainedStill()
    {
        var now = Count();
        foreach (var held in _held.InOrder.Where(held => !_desk.Claims.ContainsKey(held.Build.TaskId)))
        {
            var task = new Counted(held.Build.TaskId, held.GroupId, held.Facts.Profile!.Keys);
            (IsListFull(held.GroupId) || _limits.Any(limit => limit.KeyOf(task) is { } key && now.GetValueOrDefault((limit.Name, key)) >= limit.Most))
                .Should().BeTrue("{0} is held still, and has a place", task.TaskId);
        }
    }

    private bool IsListFull(string groupId) =>
        groupId == "0" && _desk.Claims.Values.Count(claim => claim.State == ClaimState.Waiting && claim.GroupId == groupId) >= _depth;

    private Dictionary<(string Limit, string Key), int> Count() => _limits
        .SelectMany(limit => _desk.Claims.Values.Where(claim => claim.State is ClaimState.Waiting or ClaimState.Silent)
            .Select(claim => limit.KeyOf(new Counted(claim.TaskId, claim.GroupId, claim.Limits))).OfType<string>().Select(key => (limit.Name, key)))
        .CountBy(key => key).ToDictionary(count => count.Key, count => count.Value);

    /// <summary>What a limit sees of a task, claimed or not.</summary>
    private sealed record Counted(string TaskId, string GroupId, LimitKeys Limits);
}
