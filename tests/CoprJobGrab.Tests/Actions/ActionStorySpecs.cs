using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class ActionStorySpecs
{
    private static readonly DateTimeOffset Until = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
    private static readonly NotedAction One = new(1, ["#6", "a/one"], "the one before", Until);
    private static readonly ActionReport Report = new(2, false, "no");

    [Fact]
    public void What_is_begun_and_shares_a_project_is_named_with_its_end_and_nothing_else_is() =>
        Steps(new ActionOverview([One, One with { ActionId = 3, Projects = ["b/two"] }, One with { ActionId = 4, Projects = ["*"] }], [], [], null), "a/one")
            .Should().Equal(
            "it waits for action 1, which shares a project with it: the one before has begun that, and it may run until 2026-05-04 03:02:01Z",
            "it waits for action 4, which shares a project with it: the one before has begun that, and it may run until 2026-05-04 03:02:01Z");

    [Fact]
    public void An_action_that_may_run_itself_says_so() =>
        Steps(new ActionOverview([One with { ActionId = 2 }], [], [], null), "a/one").Should()
            .Equal("the one before has begun it, and it may run there until 2026-05-04 03:02:01Z");

    [Fact]
    public void After_a_leader_that_notes_nothing_all_wait() =>
        Steps(new ActionOverview([], [], [], Until)).Should()
            .Equal("no action begins before 2026-05-04 03:02:01Z, because a grabber led before that does not say what it has begun");

    [Fact]
    public void A_result_that_is_kept_says_that_the_action_does_not_run_again()
    {
        Steps(new ActionOverview([], [Report], [], null)).Should().ContainSingle().Which.Should().Contain("the frontend is told");
        Steps(new ActionOverview([], [], [new GivenUpReport(Report, Until, "status 500")], null)).Should().ContainSingle().Which.Should()
            .Contain("refuses (status 500)");
    }

    [Fact]
    public void Of_an_action_with_nothing_in_its_way_nothing_is_said() =>
        Steps(new ActionOverview([One], [Report with { ActionId = 5 }], [], null), "b/two").Should().BeEmpty();

    private static IReadOnlyList<string> Steps(ActionOverview kept, params string[] projects) => new ActionStory(kept).Of(2, projects);
}
