using System.Globalization;
using System.Text;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Testing.Xunit;

/// <summary>What must hold of every <see cref="ITaskSource"/>. Derive a test class per implementation.</summary>
public abstract class TaskSourceContract
{
    private static readonly string[] Builds =
    [
        """{"task_id":7,"chroot":"fedora-42-aarch64","x":[1.50,1E400,{"k":1,"k":2}]}""",
        """{ "chroot" : null, "task_id": "7-\u017ea", "unknown": "\u0041ž" }""",
        """{"task_id": "8", "chroot": "fedora-42-x86_64", "project_owner": "jdoe"}""",
    ];

    private static readonly string[] Actions = [Action(5), Action(3), Action(4)];

    /// <summary>
    /// Whether the source lists actions; true by default.
    /// One that lists none says <c>NoNews</c> without an error for them in every snapshot, and throws for every record that it is asked for;
    /// nothing else is asked of it then.
    /// </summary>
    protected virtual bool ListsActions => true;

    protected abstract TaskSourceRig Create();

    [Fact]
    public async Task A_list_has_every_record_in_order_byte_for_byte()
    {
        await using var rig = Create();
        rig.List(Builds, []);

        var snapshot = await FetchAsync(rig);

        snapshot.Tasks.Select(task => (task.TaskId, task.Index)).Should().Equal(("7", 0), ("7-ža", 1), ("8", 2));
        snapshot.Tasks.Select(task => (task.Chroot, task.Architecture)).Should().Equal(
            ("fedora-42-aarch64", "aarch64"), (null, null), ("fedora-42-x86_64", "x86_64"));
        snapshot.Tasks.Select(JsonOf).Should().Equal(Builds);
        snapshot.MalformedTasks.Should().BeEmpty();
    }

    [Fact]
    public async Task An_empty_list_is_news()
    {
        await using var rig = Create();

        var snapshot = await FetchAsync(rig);

        snapshot.Builds.Should().BeOfType<Listing<BuildTask>.Complete>().Which.Count.Should().Be(0);
        ActionsOf(snapshot).Should().BeEmpty();
    }

    [Fact]
    public async Task A_malformed_record_is_reported_beside_the_good_ones()
    {
        await using var rig = Create();
        rig.List([Builds[0], "17", Builds[1], """{"chroot": "fedora-42-x86_64"}""", Builds[2]], [Action(5), """{"priority": 3}""", Action(4)]);

        var snapshot = await FetchAsync(rig);

        snapshot.Tasks.Select(task => (task.TaskId, task.Index)).Should().Equal(("7", 0), ("7-ža", 2), ("8", 4));
        snapshot.Tasks.Select(JsonOf).Should().Equal(Builds);
        snapshot.MalformedTasks.Select(record => record.Index).Should().Equal(1, 3);
        snapshot.MalformedTasks.Should().OnlyContain(record => record.Reason.Length > 0);
        ActionsOf(snapshot).Select(action => action.Id).Should().Equal(ListsActions ? [5, 4] : []);
        (snapshot.Actions as Listing<ActionListing>.Complete)?.Malformed.Should().ContainSingle().Which.Index.Should().Be(1);
    }

    [Fact]
    public async Task A_task_that_is_listed_twice_is_there_twice()
    {
        await using var rig = Create();
        rig.List([Builds[0], Builds[2], Builds[0]], []);

        var snapshot = await FetchAsync(rig);

        snapshot.Tasks.Select(task => task.TaskId).Should().Equal("7", "8", "7");
    }

    [Fact]
    public async Task A_snapshot_stays_as_it_is_while_others_are_fetched()
    {
        await using var rig = Create();
        rig.List(Builds, []);
        var first = await FetchAsync(rig);
        rig.List(Builds.Reverse().Select(json => json.Replace('7', '6')), []);
        for (var fetch = 0; fetch < 3; fetch++)
        {
            await FetchAsync(rig);
        }

        first.Tasks.Select(JsonOf).Should().Equal(Builds);
    }

    [Fact]
    public async Task Half_a_builds_list_is_no_news_and_the_next_fetch_has_it_whole()
    {
        await using var rig = Create();
        rig.List(Builds, Actions);
        rig.CutBuilds();

        (await FaultOfBuildsAsync(rig)).Message.Should().NotBeEmpty();
        (await FaultOfBuildsAsync(rig)).Message.Should().NotBeEmpty();

        rig.Mend();
        var snapshot = await FetchAsync(rig);
        snapshot.Tasks.Select(JsonOf).Should().Equal(Builds);
    }

    [Fact]
    public async Task Builds_that_fail_stop_no_actions_where_these_have_a_list_of_their_own()
    {
        await using var rig = Create();
        rig.List(Builds, Actions);
        rig.CutBuilds();

        var ids = await ActionIdsAsync(rig);

        ids.Should().Equal(ListsActions && rig.ActionsComeWithoutBuilds ? [5, 3, 4] : []);
    }

    [Fact]
    public async Task Actions_that_fail_stop_no_builds()
    {
        await using var rig = Create();
        rig.List(Builds, Actions);
        rig.LoseActions();

        var snapshot = await FetchAsync(rig);
        snapshot.Tasks.Select(JsonOf).Should().Equal(Builds);
        (snapshot.Actions.Should().BeOfType<Listing<ActionListing>.NoNews>().Which.Error is not null).Should().Be(ListsActions);

        rig.Mend();
        (await ActionIdsAsync(rig)).Should().Equal(ListsActions ? [5, 3, 4] : []);
    }

    [Fact]
    public async Task The_record_of_each_listed_action_can_be_had_whatever_became_of_the_snapshot()
    {
        await using var rig = Create();
        rig.List(Builds, Actions);
        var snapshot = await FetchAsync(rig);
        var listed = ActionsOf(snapshot);
        await FetchAsync(rig);

        var records = await Task.WhenAll(listed.Select(action => rig.Source.FetchActionAsync(action, CancellationToken.None).AsTask().InTimeAsync()));

        records.Select(record => record.Id).Should()
            .Equal(ListsActions ? [5, 3, 4] : [], "each call gives the record that it was asked for, also side by side with others");
        records.Should().NotContain(record => record.Type != ActionType.CreateRepo || record.Data != "{}");
        await FetchAsync(rig);
        records.Select(record => Encoding.UTF8.GetString(record.Json.Span)).Should().Equal(ListsActions ? Actions : []);
    }

    [Fact]
    public async Task A_record_that_cannot_be_had_is_a_fault_and_costs_no_other_one()
    {
        await using var rig = Create();
        rig.List([], Actions);
        var listed = await ListedAsync(rig);

        await rig.Awaiting(one => one.Source.FetchActionAsync(new ActionListing(99), CancellationToken.None).AsTask().InTimeAsync()).Should()
            .ThrowAsync<TaskSourceException>();

        foreach (var action in listed)
        {
            (await rig.Source.FetchActionAsync(action, CancellationToken.None).AsTask().InTimeAsync()).Id.Should().Be(action.Id);
        }
    }

    [Fact]
    public async Task A_fetch_ends_when_it_is_cancelled_and_the_next_one_succeeds()
    {
        await using var rig = Create();
        rig.List(Builds, []);

        await CancelledAsync(rig, token => rig.Source.FetchAsync(token).AsTask());

        var snapshot = await FetchAsync(rig);
        snapshot.Tasks.Select(JsonOf).Should().Equal(Builds);
    }

    [Fact]
    public async Task Asking_for_a_record_ends_when_it_is_cancelled_and_the_next_time_succeeds()
    {
        await using var rig = Create();
        rig.List([], Actions);
        var listed = await ListedAsync(rig);
        if (!ListsActions)
        {
            await rig.Awaiting(one => one.Source.FetchActionAsync(new ActionListing(3), CancellationToken.None).AsTask().InTimeAsync()).Should()
                .ThrowAsync<TaskSourceException>();
            return;
        }

        await CancelledAsync(rig, token => rig.Source.FetchActionAsync(new ActionListing(3), token).AsTask());

        (await rig.Source.FetchActionAsync(listed[1], CancellationToken.None).AsTask().InTimeAsync()).Id.Should().Be(3);
    }

    private static async Task CancelledAsync(TaskSourceRig rig, Func<CancellationToken, Task> call)
    {
        rig.Block();
        using var stop = new CancellationTokenSource();
        var asking = call(stop.Token);
        await rig.WaitUntilAskedAsync().InTimeAsync();
        asking.IsCompleted.Should().BeFalse();
        await stop.CancelAsync();

        await asking.Awaiting(task => task.InTimeAsync()).Should().ThrowAsync<OperationCanceledException>();
        rig.Mend();
    }

    private static Task<TaskSnapshot> FetchAsync(TaskSourceRig rig) => rig.Source.FetchAsync(CancellationToken.None).AsTask().InTimeAsync();

    /// <summary>Why there is no builds list. A source may say it in the snapshot or throw it.</summary>
    private static async Task<TaskSourceException> FaultOfBuildsAsync(TaskSourceRig rig)
    {
        try
        {
            var snapshot = await FetchAsync(rig);
            return snapshot.Builds.Should().BeOfType<Listing<BuildTask>.NoNews>().Which.Error.Should().NotBeNull().And.BeOfType<TaskSourceException>().Subject;
        }
        catch (TaskSourceException fault)
        {
            return fault;
        }
    }

    private async Task<IReadOnlyList<long>> ActionIdsAsync(TaskSourceRig rig)
    {
        try
        {
            return [.. (await ListedAsync(rig)).Select(action => action.Id)];
        }
        catch (TaskSourceException)
        {
            return [];
        }
    }

    private async Task<IReadOnlyList<ActionListing>> ListedAsync(TaskSourceRig rig)
    {
        var snapshot = await FetchAsync(rig);
        return ActionsOf(snapshot);
    }

    /// <summary>The actions of a snapshot that are expected to be whole; none where the source lists none, and says so.</summary>
    private IReadOnlyList<ActionListing> ActionsOf(TaskSnapshot snapshot)
    {
        if (ListsActions)
        {
            return snapshot.Actions.Should().BeOfType<Listing<ActionListing>.Complete>().Subject.Items;
        }

        snapshot.Actions.Should().BeOfType<Listing<ActionListing>.NoNews>().Which.Error.Should().BeNull("a source without actions has no fault");
        return [];
    }

    private static string Action(long id) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"id": {{id}}, "action_type": {{(int)ActionType.CreateRepo}}, "data": "{}", "object_type": "copr"}""");

    private static string JsonOf(BuildTask task) => Encoding.UTF8.GetString(task.Json.Span);
}
