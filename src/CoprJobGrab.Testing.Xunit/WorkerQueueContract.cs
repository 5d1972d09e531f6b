using System.Text;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Testing.Xunit;

/// <summary>What must hold of every <see cref="IWorkerQueue"/>. Derive a test class per implementation.</summary>
public abstract class WorkerQueueContract
{
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);
    private static readonly ReadOnlyMemory<byte> Report = Encoding.UTF8.GetBytes("it\nended");

    /// <summary>The id of one of the queue's two groups.</summary>
    protected virtual string First => "0";

    /// <summary>The id of the other one.</summary>
    protected virtual string Second => "1";

    /// <summary>The two halves of one queue with the groups <see cref="First"/> and <see cref="Second"/>, empty.</summary>
    protected abstract Task<(IBuildQueue Leader, IWorkerQueue Workers)> CreateAsync();

    [Fact]
    public async Task Tasks_are_taken_in_the_order_of_the_groups_and_the_oldest_first()
    {
        var (leader, workers) = await FilledAsync("a", "b", "c");
        await EnqueueAsync(leader, Second, "d", "e");

        var taken = await workers.TakeAsync([Second, First], 4, Lease, CancellationToken.None);

        taken.Select(build => (build.GroupId, build.TaskId)).Should().Equal((Second, "d"), (Second, "e"), (First, "a"), (First, "b"));
        taken.Should().OnlyContain(build => build.Attempt == 1 && !build.IsCancelled);
        (await workers.TakeAsync([Second, First], 4, Lease, CancellationToken.None)).Select(build => build.TaskId).Should().Equal("c");
        (await workers.TakeAsync([Second, First], 4, Lease, CancellationToken.None)).Should().BeEmpty();
        (await ClaimsAsync(leader)).Values.Should().HaveCount(5).And.OnlyContain(claim => claim.State == ClaimState.Leased);
    }

    [Fact]
    public async Task Workers_that_take_at_once_get_each_task_once()
    {
        var (leader, workers) = await FilledAsync([.. Enumerable.Range(0, 60).Select(number => $"t{number}")]);

        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(
            () => workers.TakeAsync([First], 10, Lease, CancellationToken.None).AsTask())));

        taken.SelectMany(builds => builds).Select(build => build.TaskId).Should().HaveCount(60).And.OnlyHaveUniqueItems();
        (await ClaimsAsync(leader)).Values.Should().OnlyContain(claim => claim.State == ClaimState.Leased);
    }

    [Fact]
    public async Task Each_lease_is_renewed_or_lost_by_itself()
    {
        var (leader, workers) = await FilledAsync("a", "b", "c");
        var taken = await workers.TakeAsync([First], 3, TimeSpan.Zero, CancellationToken.None);
        await RequeueAsync(leader, "b");
        await workers.TakeAsync([First], 1, Lease, CancellationToken.None);

        var renewed = await workers.RenewAsync(taken, Lease, CancellationToken.None);

        renewed.Select(build => build?.TaskId).Should().Equal("a", null, "c");
        renewed[0]!.LeasedUntil.Should().BeAfter(taken[0].LeasedUntil);
    }

    [Fact]
    public async Task An_ended_build_keeps_its_claim_until_it_is_finished()
    {
        var (leader, workers) = await FilledAsync("a");
        var taken = await workers.TakeAsync([First], 1, TimeSpan.Zero, CancellationToken.None);

        var ended = (await workers.EndAsync([new EndedBuild(taken[0], Report)], "one", Lease, CancellationToken.None)).Single();

        var observed = await leader.ObserveAsync(CancellationToken.None);
        observed.Claims["a"].State.Should().Be(ClaimState.Leased);
        observed.Claims["a"].LeasedUntil.Should().BeAfter(observed.Groups[First].Time.AddYears(100));
        (await workers.RenewAsync(taken, Lease, CancellationToken.None)).Should().Equal([null]);
        (await workers.FinishAsync([(ended!, new BuildRelease.Finished())], CancellationToken.None)).Should().Equal(true);
        (await ClaimsAsync(leader))["a"].State.Should().Be(ClaimState.Released);
    }

    [Fact]
    public async Task An_end_is_not_stored_when_another_worker_has_the_task()
    {
        var (leader, workers) = await FilledAsync("a");
        var older = await workers.TakeAsync([First], 1, TimeSpan.Zero, CancellationToken.None);
        await RequeueAsync(leader, "a");
        var newer = await workers.TakeAsync([First], 1, Lease, CancellationToken.None);

        (await workers.EndAsync([new EndedBuild(older[0], Report)], "one", TimeSpan.Zero, CancellationToken.None)).Should().Equal([null]);

        (await workers.UntoldAsync([First], "other", Lease, CancellationToken.None)).Should().BeEmpty();
        (await workers.RenewAsync(newer, Lease, CancellationToken.None)).Should().ContainSingle().Which.Should().NotBeNull();
    }

    [Fact]
    public async Task A_build_that_was_handed_out_again_ends_while_nobody_else_has_taken_it()
    {
        var (leader, workers) = await FilledAsync("a");
        var taken = await workers.TakeAsync([First], 1, TimeSpan.Zero, CancellationToken.None);
        await RequeueAsync(leader, "a");

        var ended = (await workers.EndAsync([new EndedBuild(taken[0], Report)], "one", Lease, CancellationToken.None)).Single();

        ended!.Attempt.Should().Be(2);
        (await workers.TakeAsync([First], 1, Lease, CancellationToken.None)).Should().BeEmpty();
        (await ClaimsAsync(leader))["a"].State.Should().Be(ClaimState.Leased);
    }

    [Fact]
    public async Task A_report_is_one_tellers_until_its_lease_has_run_out()
    {
        var (_, workers) = await FilledAsync("a");
        var ended = new EndedBuild((await workers.TakeAsync([First], 1, Lease, CancellationToken.None)).Single(), Report);

        var own = (await workers.EndAsync([ended], "one", Lease, CancellationToken.None)).Single();
        (await workers.UntoldAsync([First, Second], "other", Lease, CancellationToken.None)).Should().BeEmpty();

        await workers.EndAsync([ended], "one", TimeSpan.Zero, CancellationToken.None);
        var untold = (await workers.UntoldAsync([First, Second], "other", Lease, CancellationToken.None)).Should().ContainSingle().Subject;
        (untold.Build.TaskId, untold.Build.GroupId, untold.Build.Attempt).Should().Be(("a", First, 1));
        untold.Report.ToArray().Should().Equal(Report.ToArray());

        (await workers.EndAsync([ended], "one", Lease, CancellationToken.None)).Should().Equal([null]);
        (await workers.FinishAsync([(own!, new BuildRelease.Finished())], CancellationToken.None)).Should().Equal([false], "another one tells it");
        (await workers.UntoldAsync([First, Second], "third", Lease, CancellationToken.None)).Should().BeEmpty();
        (await workers.FinishAsync([(untold.Build, new BuildRelease.Finished())], CancellationToken.None)).Should().Equal(true);
    }

    [Fact]
    public async Task A_finished_build_has_no_report_left()
    {
        var (leader, workers) = await FilledAsync("a");
        var taken = await workers.TakeAsync([First], 1, Lease, CancellationToken.None);
        var ended = (await workers.EndAsync([new EndedBuild(taken[0], Report)], "one", TimeSpan.Zero, CancellationToken.None)).Single()!;

        (await workers.FinishAsync([(ended, new BuildRelease.Finished())], CancellationToken.None)).Should().Equal(true);
        (await workers.FinishAsync([(ended, new BuildRelease.Finished())], CancellationToken.None)).Should().Equal([true], "to say it again is harmless");

        (await workers.UntoldAsync([First], "other", Lease, CancellationToken.None)).Should().BeEmpty();
        (await ClaimsAsync(leader))["a"].State.Should().Be(ClaimState.Released);
    }

    public static TheoryData<BuildRelease> Releases =>
    [
        new BuildRelease.Finished(), new BuildRelease.Cancelled(), new BuildRelease.GivenBack(), new BuildRelease.GivenBack("it\nfailed"),
        new BuildRelease.GivenBack(null, TimeSpan.FromMinutes(5)), new BuildRelease.Interrupted(), new BuildRelease.Unfit("the chroot is gone"),
    ];

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_claim_is_released_whatever_the_worker_says_of_its_end(BuildRelease release)
    {
        var (leader, workers) = await FilledAsync("a");
        var taken = await workers.TakeAsync([First], 1, Lease, CancellationToken.None);

        (await workers.FinishAsync([(taken[0], release)], CancellationToken.None)).Should().Equal(true);

        (await ClaimsAsync(leader))["a"].State.Should().Be(ClaimState.Released);
        (await workers.RenewAsync(taken, Lease, CancellationToken.None)).Should().Equal([null]);
    }

    [Fact]
    public async Task Whoever_listens_is_told_of_the_group_where_something_is_enqueued()
    {
        var (leader, workers) = await CreateAsync();
        var heard = new TaskCompletionSource<string>();
        await using (await workers.ListenAsync(groupId => heard.TrySetResult(groupId), CancellationToken.None))
        {
            await EnqueueAsync(leader, Second, "a");
            (await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System)).Should().Be(Second);
        }
    }

    private async Task<(IBuildQueue Leader, IWorkerQueue Workers)> FilledAsync(params string[] taskIds)
    {
        var (leader, workers) = await CreateAsync();
        await EnqueueAsync(leader, First, taskIds);
        return (leader, workers);
    }

    private static async Task EnqueueAsync(IBuildQueue leader, string groupId, params string[] taskIds) =>
        await leader.ApplyAsync(Plans.Enqueue(await leader.ObserveAsync(CancellationToken.None), groupId, taskIds), CancellationToken.None);

    private async Task RequeueAsync(IBuildQueue leader, string taskId)
    {
        var observed = await leader.ObserveAsync(CancellationToken.None);
        var requeued = new RequeuedTask(Plans.Task(taskId), observed.Claims[taskId], observed.Claims[taskId].Attempt + 1);
        (await leader.ApplyAsync(Plans.Of(observed, new GroupPlan(First, [], []) { Requeue = [requeued] }), CancellationToken.None)).Single().Requeued
            .Should().Equal(taskId);
    }

    private static async Task<IReadOnlyDictionary<string, Claim>> ClaimsAsync(IBuildQueue leader) =>
        (await leader.ObserveAsync(CancellationToken.None)).Claims;
}
