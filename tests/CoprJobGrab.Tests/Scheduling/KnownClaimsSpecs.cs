using CsCheck;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Scheduling;

/// <summary>A plan that looks up only the claims that have changed is the plan that looks all of them up.</summary>
public sealed class KnownClaimsSpecs
{
    private const int Tasks = 12;

    private static readonly Dictionary<string, GroupState> Groups = new()
    {
        ["0"] = new("0", 0, "i", 1) { Time = DateTimeOffset.UnixEpoch }, ["1"] = new("1", 0, "i", 1) { Time = DateTimeOffset.UnixEpoch },
    };

    private static readonly SchedulingRules Rules = SchedulingRules.From(
        new SchedulingOptions { Limits = { Total = Tasks / 2 } }, [new BuilderGroup("0", ["*"])], HostScheduling.None);

    /// <summary>What happens to the claim of which task.</summary>
    private static readonly Gen<(int Kind, int Task)> Change = Gen.Select(Gen.Int[0, 7], Gen.Int[0, Tasks - 1]);

    [Fact]
    public void Whatever_happens_to_the_claims_a_plan_knows_it() =>
        Gen.Select(Change.Array[0, 4], Gen.Int[0, Tasks - 1].Array[0, 3], Gen.Int[0, 9]).Array[1, 12].Sample(
            polls =>
            {
                var claims = new ClaimTable();
                var (knowing, looking) = (new Side(), new Side());
                foreach (var (changes, gone, other) in polls)
                {
                    var before = new Dictionary<string, Claim>(claims.View);
                    var count = claims.Journal.Count;
                    Array.ForEach(changes, change => Do(claims, change.Kind, $"{change.Task}-x"));
                    before.Keys.Union(claims.View.Keys).Where(taskId => before.GetValueOrDefault(taskId) != claims.View.GetValueOrDefault(taskId))
                        .Should().BeSubsetOf(claims.Journal.Since(count));

                    var list = Enumerable.Range(0, Tasks).Except(gone).Select(number => Desk.Task($"{number}-x")).ToList();
                    var copy = new Dictionary<string, Claim>(claims.View);
                    // A queue of a host's own may put another table into the place of the one that the journal is about.
                    var shown = other == 0 ? copy : claims.View;
                    knowing.Plan(list, new QueueState(Groups, shown) { Journal = claims.Journal })
                        .Should().Equal(looking.Plan(list, new QueueState(Groups, copy)));
                }
            },
            iter: 2000);

    [Fact]
    public void Who_has_missed_too_many_changes_is_told_so()
    {
        var claims = new ClaimTable();
        var first = claims.Journal.Count;
        for (var change = 0; change < 200_000; change++)
        {
            var before = claims.Journal.Count;
            claims.Set([Claim("1-x", "0")]);
            claims.Journal.Since(before).Should().Equal("1-x");
        }

        claims.Journal.Since(first).Should().BeNull();
    }

    private static void Do(ClaimTable claims, int kind, string taskId)
    {
        var claim = claims.View.GetValueOrDefault(taskId);
        switch (kind)
        {
            case 0 or 1: claims.Set([Claim(taskId, "0")]); break;
            case 2: claims.TryClaim(Claim(taskId, "1")); break;
            case 3 when claim is not null: claims.Popped(taskId, claim.Urn); break;
            case 4 when claim is not null: claims.Remove(claim); break;
            case 5 when claim is not null:
                claims.Mark(taskId, claim.GroupId, ClaimMark.LeaseOf(claim.Urn, claim.Attempt, DateTimeOffset.UnixEpoch));
                break;
            case 6: claims.Mark(taskId, "0", null); break;
            case 7: claims.Replace("0", [Claim(taskId, "0")], [Claim("0-x", "0")]); break;
        }
    }

    private static Claim Claim(string taskId, string groupId) => new(taskId, groupId, Guid.NewGuid(), 1, ClaimState.Waiting, new LimitKeys { Owner = groupId });

    /// <summary>One that plans, with its memory of the polls before.</summary>
    private sealed class Side
    {
        private readonly Scheduler _scheduler = new(new ArchitectureRouter(new BuilderGroups([new BuilderGroup("0", ["*", "source"])])));
        private ListMemory _memory = ListMemory.None;
        private TimeSpan _now = TimeSpan.FromHours(1);

        public List<string> Plan(IReadOnlyList<BuildTask> list, QueueState observed)
        {
            _now += Desk.Interval;
            var claims = ClaimRules.From(new ClaimOptions(), ReleaseRule.WhenUnlisted, listsRunning: true);
            (var plan, _memory) = _scheduler.Plan(new(list), new PlanInput(observed, _memory, claims, _now, Desk.Interval) { Scheduling = Rules });
            return
            [
                .. plan.Tasks.Select(planned => $"{planned.Task.TaskId} {planned.Priority} {planned.Decision}"),
                .. plan.Groups.SelectMany(group => group.Enqueue).Select(task => task.TaskId),
                .. plan.Withdrawals.Select(end => $"{end}"),
                .. HeldTasks.Of(plan, _memory.Book!).InOrder.Select(held => held.Build.TaskId),
            ];
        }
    }
}
