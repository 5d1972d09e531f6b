using CsCheck;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class LanePlannerSpecs
{
    private static readonly string[] Names = ["a/1", "a/2", "b/1", "b/2", "#7"];

    [Fact]
    public void Priority_decides_between_projects_and_inside_one() =>
        Next(9, Ready(1, 60, "a/x"), Ready(2, -99, "a/x"), Ready(3, 0, "b/y"), Ready(4, 0, "c/z")).Should().Equal(2, 3, 4);

    [Fact]
    public void The_createrepo_of_a_new_project_comes_before_its_key_and_a_delete_after_both_however_the_list_of_their_second_is_ordered() =>
        Next(9, Made(4, 60, 7, "a/x"), Made(2, -70, 7, "a/x"), Made(3, -99, 7, "a/x")).Should().Equal(3);

    [Fact]
    public void Among_equal_priorities_the_older_one_is_first_and_among_those_of_one_second_the_smaller_id() =>
        Next(9, Made(9, 0, 7, "a/x"), Made(8, 0, 7, "a/x"), Made(3, 0, 8, "a/x"), Made(2, 0, 7, "b/y"), Made(1, 0, 8, "c/z")).Should().Equal(2, 8, 1);

    [Fact]
    public void An_action_that_does_not_say_when_it_was_made_counts_as_made_with_the_one_before_it() =>
        Next(9, Made(1, 0, 7, "a/x"), Ready(3, 0, "b/y"), Made(2, 0, 8, "b/y"), Ready(5, 0, "c/z"), Ready(4, 0, "c/z")).Should().Equal(1, 3, 4);

    [Fact]
    public void What_has_begun_is_not_overtaken_in_its_project_and_takes_its_turn_among_projects_by_its_priority()
    {
        var begun = Ready(1, 60, "a/x") with { HasBegun = true };
        Next(9, begun with { State = ActionState.Pausing }, Ready(2, -99, "a/x"), Ready(3, 0, "b/y")).Should().Equal(3);
        Next(9, begun, Ready(2, -99, "a/x"), Ready(3, 0, "b/y")).Should().Equal(3, 1);
        Next(1, begun, Ready(2, -99, "a/x"), Ready(3, 0, "b/y")).Should().Equal(3);
        Next(9, begun, Ready(2, -99) with { State = ActionState.RecordWanted }, Ready(3, 0, "b/y")).Should().Equal(1);
    }

    [Fact]
    public void The_limit_counts_what_runs() =>
        Next(2, Ready(1, 0, "a/x") with { State = ActionState.Running }, Ready(2, 5, "b/y"), Ready(3, 1, "c/z")).Should().Equal(3);

    [Fact]
    public void A_type_at_its_limit_is_passed_over_and_keeps_its_place_in_its_project()
    {
        static LaneAction Of(ActionType type, LaneAction action) => action with { Type = type };
        LaneAction[] actions =
        [
            Of(ActionType.Fork, Ready(1, 0, "a/x")) with { State = ActionState.Running },
            Of(ActionType.Fork, Ready(2, 0, "b/y")), Of(ActionType.Fork, Ready(3, 0, "c/z")), Of(ActionType.Delete, Ready(4, 0, "c/z")),
            Of(ActionType.Delete, Ready(5, 0, "d/u")), Of(ActionType.Delete, Ready(6, 0, "e/v")), Ready(7, 0, "f/w"),
        ];
        IEnumerable<long> Started(int limit, int forks, int? deletes) =>
            LanePlanner.Next(actions, limit, type => type == ActionType.Fork ? forks : deletes).Select(action => action.Id);

        Started(9, 1, null).Should().Equal(5, 6, 7);
        Started(9, 2, null).Should().Equal(2, 5, 6, 7);
        Started(9, 3, 1).Should().Equal(2, 3, 5, 7);
        Started(3, 1, 1).Should().Equal([5, 7], "one that is passed over takes no place of the limit of all");
        Started(2, 2, 1).Should().Equal(2);
    }

    [Fact]
    public void An_action_of_two_projects_waits_for_both_and_is_waited_for_in_both() =>
        Next(9, Ready(1, 0, "a/x"), Ready(2, 0, "a/x", "b/y"), Ready(3, 0, "b/y"), Ready(4, 0, "c/z")).Should().Equal(1, 4);

    [Fact]
    public void What_runs_holds_its_projects_wherever_it_stands() =>
        Next(9, Ready(1, 0, "a/x"), Ready(2, 0, "a/x") with { State = ActionState.Running }).Should().BeEmpty();

    [Theory]
    [InlineData(nameof(ActionState.Pausing), new long[] { 3 })]
    [InlineData(nameof(ActionState.Reporting), new long[] { 3 })]
    [InlineData(nameof(ActionState.Settled), new long[] { 2, 3 })]
    public void What_stands_before_it_in_its_project_counts(string standing, long[] next) =>
        Next(9, Ready(1, 0, "a/x") with { State = Enum.Parse<ActionState>(standing) }, Ready(2, 0, "a/x"), Ready(3, 0, "b/y")).Should().Equal(next);

    [Fact]
    public void An_action_of_every_project_waits_for_all_before_it_and_all_behind_it_wait_for_it()
    {
        var every = Ready(2, 0, "*");
        Next(9, Ready(1, 0, "a/x"), every, Ready(3, 0, "b/y")).Should().Equal(1);
        Next(9, every, Ready(3, 0, "b/y"), Ready(4, 0)).Should().Equal(2, 4);
        Next(9, Ready(3, 0, "b/y"), every with { State = ActionState.Running }).Should().BeEmpty();
    }

    [Fact]
    public void Actions_without_a_project_do_not_wait_for_each_other() => Next(9, Ready(1, 0), Ready(2, 0)).Should().Equal(1, 2);

    [Fact]
    public void A_record_not_answered_for_holds_everything_behind_it() =>
        Next(9, Ready(1, 0, "a/x"), Ready(2, 0) with { State = ActionState.RecordWanted }, Ready(3, 0, "b/y")).Should().Equal(1);

    [Fact]
    public void A_record_that_failed_holds_the_listed_owner_behind_it_and_through_it_the_projects_that_wait() =>
        Next(
            9,
            Ready(1, 0, "a/x") with { Owner = "a" },
            new LaneAction(2, 0, "a", [], ActionState.RecordFailing),
            Ready(3, 0, "a/y", "b/y") with { Owner = "a" },
            Ready(4, 0, "b/y") with { Owner = "b" },
            Ready(5, 0, "b/z") with { Owner = "b" },
            new LaneAction(6, 0, null, [], ActionState.RecordFailing),
            Ready(7, 0, "c/z")).Should().Equal(1, 5, 7);

    [Fact]
    public void Whatever_the_list_one_runs_per_project_in_order_within_the_limit_and_all_have_their_turn()
    {
        var action =
            from projects in Gen.Int[0, 4].Select(index => Names[index]).Array[0, 3]
            from priority in Gen.Int[-1, 1]
            from second in Gen.Int[0, 2]
            select (Projects: projects, Priority: priority, Second: second);
        var run =
            from actions in action.Array[0, 30]
            from limit in Gen.Int[1, 6]
            from seed in Gen.Int
            select (Actions: actions, Limit: limit, Seed: seed);

        run.Sample(drawn =>
        {
            var actions = drawn.Actions.Select((one, index) => Made(index, one.Priority, one.Second, one.Projects)).ToArray();
            PlayToTheEnd(actions, drawn.Limit, new Random(drawn.Seed));
        });
    }

    /// <summary>Starts what the planner says and ends something that runs, at random, until nothing is left.</summary>
    private static void PlayToTheEnd(LaneAction[] actions, int limit, Random random)
    {
        for (var left = actions.Length; left > 0; left--)
        {
            LaneAction[] listed = [.. actions.OrderBy(action => action.CreatedOn).ThenBy(_ => random.Next())];
            var most = LanePlanner.Next(listed, int.MaxValue);
            most.Should().Equal(InOrder(most));
            var started = LanePlanner.Next(listed, limit);
            started.Should().Equal(most.Take(limit - Running(actions).Count));
            foreach (var next in started)
            {
                actions[next.Id].State.Should().Be(ActionState.Ready);
                InOrder(actions).TakeWhile(earlier => earlier.Id != next.Id).Where(earlier => Shares(earlier, next))
                    .All(earlier => earlier.State == ActionState.Settled).Should().BeTrue();
                actions[next.Id] = next with { State = ActionState.Running };
            }

            var running = Running(actions);
            running.Should().HaveCountLessThanOrEqualTo(limit).And.NotBeEmpty("something can always start");
            running.SelectMany(action => action.Projects.Distinct()).Should().OnlyHaveUniqueItems();

            var ended = running[random.Next(running.Count)];
            actions[ended.Id] = ended with { State = ActionState.Settled };
        }
    }

    private static IEnumerable<LaneAction> InOrder(IEnumerable<LaneAction> actions) =>
        actions.OrderBy(action => action.Priority).ThenBy(action => action.CreatedOn).ThenBy(action => action.Id);

    private static List<LaneAction> Running(LaneAction[] actions) => [.. actions.Where(action => action.State == ActionState.Running)];

    private static bool Shares(LaneAction one, LaneAction other) => one.Projects.Intersect(other.Projects).Any();

    private static IEnumerable<long> Next(int limit, params LaneAction[] actions) => LanePlanner.Next(actions, limit).Select(action => action.Id);

    private static LaneAction Made(long id, int priority, int second, params string[] projects) =>
        Ready(id, priority, projects) with { CreatedOn = DateTimeOffset.UnixEpoch.AddSeconds(second) };

    private static LaneAction Ready(long id, int priority, params string[] projects) => new(id, priority, null, projects, ActionState.Ready);
}
