using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>The judge of the actions must see what is wrong, else its silence proves nothing.</summary>
public sealed class ActionJudgeSpecs
{
    private const long Patience = 100;

    private readonly List<RoundAction> _actions = [];
    private readonly List<ActionRun> _runs = [];
    private readonly List<LeaderKill> _kills = [];

    [Fact]
    public void A_healthy_run_and_one_that_was_waited_for_after_a_kill_are_as_they_should_be()
    {
        Listed(1, "a/one", at: 0, reportedAt: 1_050);
        Listed(2, "a/one", at: 5, reportedAt: 1_200);
        Listed(3, "b/two", at: 5, reportedAt: 95);
        Run(1, 10, 40);
        Killed(20, (1, 1_010));
        Run(3, 90, 92);
        Run(1, 1_020, 1_040);
        Run(2, 1_100, 1_150);

        Violations().Should().BeEmpty();
    }

    [Fact]
    public void An_action_without_a_result_is_seen()
    {
        Listed(1, "a/one", at: 0, reportedAt: null);
        Run(1, 10, 20);

        Violations().Should().Equal("action 1 has no result");
    }

    [Fact]
    public void A_second_begin_is_seen_that_no_kill_explains_or_that_comes_before_the_first_run_must_have_ended()
    {
        Listed(1, "a/one", at: 0, reportedAt: 90);
        Run(1, 10, 20);
        Run(1, 50, 60);
        Violations().Should().Equal("action 1 begins again at 50 while its run from 10 on may last");

        Killed(30, (1, 51));
        Violations().Should().ContainSingle();

        Killed(31, (1, 50));
        Violations().Should().BeEmpty();
    }

    [Fact]
    public void A_begin_after_the_result_is_seen()
    {
        Listed(1, "a/one", at: 0, reportedAt: 30);
        Run(1, 10, 20);
        Killed(25, (1, 40));
        Run(1, 45, 50);

        Violations().Should().Equal("action 1 begins again at 45 after its result is there");
    }

    [Fact]
    public void Two_of_a_project_at_once_are_seen()
    {
        Listed(1, "a/one", at: 0, reportedAt: 60);
        Listed(2, "a/one", at: 0, reportedAt: 60);
        Run(1, 10, 30);
        Run(2, 29, 50);

        Violations().Should().Equal("action 2 begins at 29 while action 1 of a/one runs");
    }

    [Fact]
    public void An_action_is_seen_that_waits_for_what_was_begun_of_another_project_only()
    {
        Listed(1, "a/one", at: 0, reportedAt: 1_060);
        Listed(2, "b/two", at: 15, reportedAt: 1_060);
        Run(1, 10, 30);
        Killed(20, (1, 1_010));
        Run(1, 1_020, 1_050);
        Run(2, 1_020, 1_050);

        Violations().Should().Equal("action 2 begins at 1020, 1000 ms after nothing that was begun is in its way");
    }

    private void Listed(long id, string project, long at, long? reportedAt) => _actions.Add(new RoundAction(id, project, at, reportedAt));

    private void Run(long id, long begin, long end) => _runs.Add(new ActionRun(id, begin, end));

    private void Killed(long at, (long Id, long Ends) noted) => _kills.Add(new LeaderKill(at, new Dictionary<long, long> { [noted.Id] = noted.Ends }));

    private IReadOnlyList<string> Violations() => new ActionJudge(new ActionHistory(_actions, _runs, _kills), Patience).Violations();
}
