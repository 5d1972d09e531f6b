using System.Text.RegularExpressions;
using CoprJobGrab.Testing;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Docs;

/// <summary>Holds <c>docs/lifecycle.md</c> to the decisions that a plan can make about a claim in each state.</summary>
public sealed partial class LifecycleDocumentSpecs
{
    private const string None = "none";

    private static readonly string Page = File.ReadAllText(RepositoryRoot.File("docs", "lifecycle.md"));
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(400);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly Edge[] Table = [.. Row().Matches(Page).Select(Read)];

    private readonly Scheduler _scheduler = new(new ArchitectureRouter(new BuilderGroups([new("0", ["x86_64"]), new("1", ["armv7"])])));

    [Fact]
    public void The_table_has_a_row_for_each_edge_of_the_chart() => Table.Should().BeEquivalentTo(Line().Matches(Page).Select(Read));

    [Fact]
    public void The_edges_of_a_plan_are_those_that_its_decisions_make()
    {
        var decisions = typeof(Decision).GetNestedTypes().Select(type => type.Name).ToHashSet();

        var made =
            from claim in Claims()
            from rules in AllRules()
            from chroot in (string?[])[null, "fedora-20-x86_64", "fedora-20-armv7", "fedora-20-s390x"]
            select Plan(claim, rules, chroot) into plan
            from edge in plan
            select edge;

        Table.Where(edge => decisions.Contains(edge.By)).Should().BeEquivalentTo(made.Distinct());
    }

    private IEnumerable<Edge> Plan(Claim? claim, ClaimRules rules, string? chroot)
    {
        var groups = new[] { "0", "1", "old" }.ToDictionary(id => id, id => new GroupState(id, 0, null, 0) { IsConfigured = id != "old", Time = Now });
        var observed = new QueueState(groups, claim is null ? new Dictionary<string, Claim>() : new Dictionary<string, Claim> { [claim.TaskId] = claim });
        var list = new Listing<BuildTask>.Complete(chroot is null ? [] : [Some.Build("7", chroot)]);
        var (plan, memory) = ((GrabPlan?)null, ListMemory.None);
        for (var number = 1; number <= Absences.Lists; number++)
        {
            (plan, memory) = _scheduler.Plan(list, new PlanInput(observed, memory, rules, number * Interval, Interval));
        }

        return plan!.Tasks.Select(planned => planned.Decision).Concat(plan.Withdrawals).Select(decision => EdgeOf(claim?.State, decision)).OfType<Edge>();
    }

    private static Edge? EdgeOf(ClaimState? from, Decision decision)
    {
        var to = decision switch
        {
            Decision.Enqueue or Decision.Requeue => nameof(ClaimState.Waiting),
            Decision.Park => nameof(ClaimState.Parked),
            Decision.Withdraw => None,
            _ => null,
        };
        var state = from?.ToString() ?? None;
        return to is null || to == state ? null : new Edge(state, to, decision.GetType().Name);
    }

    private static IEnumerable<ClaimRules> AllRules() =>
        from release in Enum.GetValues<ReleaseRule>()
        from removed in Enum.GetValues<RemovedGroups>()
        from memory in new[] { TimeSpan.Zero, Absences.Lists * Interval / 2 }
        select new ClaimRules(release, TimeSpan.FromHours(2), TimeSpan.FromHours(3), Attempts: 3, removed)
        {
            AbsenceMemory = memory, ListsRunning = memory != TimeSpan.Zero,
        };

    private static IEnumerable<Claim?> Claims() =>
        from groupId in new[] { "0", "old" }
        from attempt in new[] { 1, 3 }
        let claim = new Claim("7", groupId, Guid.NewGuid(), attempt, ClaimState.Waiting, new LimitKeys())
        let silent = claim with { State = ClaimState.Silent, SilentSince = Now }
        from one in (Claim?[])
        [
            null, claim, silent, silent with { SilentSince = Now - TimeSpan.FromDays(1) },
            claim with { State = ClaimState.Parked, ParkedBecause = "it failed" },
            claim with { State = ClaimState.Leased, LeasedUntil = Now }, claim with { State = ClaimState.Leased, LeasedUntil = Now + Interval },
            .. Enum.GetValues<ReleaseReason>().Select(reason => silent.Under(ClaimMark.ReleaseOf(silent.Urn, attempt, 5, reason))),
        ]
        select one;

    private static Edge Read(Match match) => new(StateOf(match.Groups["from"]), StateOf(match.Groups["to"]), match.Groups["by"].Value);

    private static string StateOf(Group place) => place.Value == "[*]" ? None : place.Value;

    [GeneratedRegex(@"^\| (?<from>none|[A-Z]\w+) \| (?<to>none|[A-Z]\w+) \| (?<by>\w+) \| [A-Z].*\. \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^    (?<from>\[\*\]|\w+) --> (?<to>\[\*\]|\w+): (?<by>\w+)$", RegexOptions.Multiline)]
    private static partial Regex Line();

    private sealed record Edge(string From, string To, string By);
}
