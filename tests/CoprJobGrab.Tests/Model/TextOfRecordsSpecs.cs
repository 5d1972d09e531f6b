using System.Text;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Model;

/// <summary>What the records say of themselves, in a debugger or in a host's log.</summary>
public sealed class TextOfRecordsSpecs
{
    [Fact]
    public void An_event_is_its_name_and_its_message()
    {
        new TasksEnqueued("0", ["1", "2"]).ToString().Should().Be("TasksEnqueued: Tasks pushed to the queue of group 0: 2");
        new GrabberStarted(["0", "1"], "there", "in memory").ToString().Should()
            .Be("GrabberStarted: The grabber has started: work from there, queues in memory, builder groups 0, 1");
    }

    [Fact]
    public void Ids_are_shown_the_first_few_and_how_many()
    {
        new GroupPlan("0", [.. Enumerable.Range(1, 4).Select(id => Some.Build($"{id}"))], []).ToString().Should().Contain("Enqueue = [1, 2, 3, … 4 in all]");
        new GroupPlan("0", [Some.Build("5")], []).ToString().Should()
            .Be("GroupPlan { GroupId = 0, Enqueue = [5], Requeue = [], Withdraw = [], Park = [], Stamp = [] }");
        new GrabPlan(QueueState.Empty, []) { Groups = [new GroupPlan("0", [], [])] }.ToString().Should().StartWith("GrabPlan { Tasks = 0,")
            .And.EndWith("Groups = [GroupPlan { GroupId = 0, Enqueue = [], Requeue = [], Withdraw = [], Park = [], Stamp = [] }] }");
    }

    [Fact]
    public void An_actions_text_leaves_out_what_is_the_users_own()
    {
        var action = new ActionTask(7, ActionType.Fork) { OldValue = "a/one", Data = "secret", Json = Encoding.UTF8.GetBytes("secret") };

        action.ToString().Should().Contain("Id = 7, Type = Fork").And.Contain("a/one").And.NotContain("secret").And.NotContain("Json").And.NotContain("Data");
        new ActionStarted(action, 1).ToString().Should().NotContain("secret").And.NotContain("ReadOnlyMemory");
    }
}
