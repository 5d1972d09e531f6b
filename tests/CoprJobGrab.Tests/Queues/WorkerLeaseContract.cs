using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>What must hold of the workers' half of the library's own queues.</summary>
public abstract class WorkerLeaseContract
{
    private const string Group = "0";
    private protected static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>A leader's queue and a worker's at the same store.</summary>
    internal abstract Task<(IBuildQueue Leader, IWorkerQueue Worker)> CreateAsync();

    /// <summary>All that was ever written beside the claims of the group is lost.</summary>
    protected abstract Task LoseMarksAsync();

    /// <summary>The claims of the group are lost.</summary>
    protected abstract Task LoseClaimsAsync();

    /// <summary>What is to be told of the group's builds is lost.</summary>
    protected abstract Task LoseReportsAsync();

    /// <summary>As a worker that gives no sign; the task's id.</summary>
    protected abstract Task<string?> PopAsync();

    [Fact]
    public async Task A_worker_takes_the_oldest_task_with_its_attempt_and_the_leader_sees_its_lease()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a", "b");

        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);

        taken.Should().Match<TakenBuild>(build => build.TaskId == "a" && build.Attempt == 1 && build.GroupId == Group);
        System.Text.Encoding.UTF8.GetString(taken!.Data.Span).Should().Contain("fedora-42-x86_64");
        var state = await ObserveAsync(leader);
        state.Claims["a"].Should().Match<Claim>(claim => claim.State == ClaimState.Leased && claim.Urn == taken.Urn);
        (state.Claims["a"].LeasedUntil - state.Groups[Group].Time).Should().BeCloseTo(Lease, TimeSpan.FromSeconds(20));
        state.Claims["b"].State.Should().Be(ClaimState.Waiting);
    }

    [Fact]
    public async Task Nothing_is_taken_where_nothing_waits()
    {
        var (_, worker) = await CreateAsync();

        (await worker.TakeAsync(Group, Lease, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task A_renewed_lease_supersedes_what_the_leader_decided_about_the_older_one()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        var state = await ObserveAsync(leader);

        (await worker.RenewAsync(taken!, 2 * Lease, CancellationToken.None)).Should()
            .BeEquivalentTo(taken, options => options.Excluding(build => build!.LeasedUntil));

        (await ApplyAsync(leader, Requeue(state, "a"))).Superseded.Should().Equal("a");
    }

    [Fact]
    public async Task A_finished_task_is_released()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);

        (await worker.FinishAsync(taken!, ReleaseReason.Finished, CancellationToken.None)).Should().BeTrue();
        (await worker.FinishAsync(taken!, ReleaseReason.Finished, CancellationToken.None)).Should().BeTrue("to say it again is harmless");

        (await ObserveAsync(leader)).Claims["a"].State.Should().Be(ClaimState.Released);
        (await worker.RenewAsync(taken!, Lease, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task An_older_attempt_that_finishes_ends_the_newer_one_while_that_waits()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var older = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        (await ApplyAsync(leader, Requeue(await ObserveAsync(leader), "a"))).Requeued.Should().Equal("a");

        (await worker.FinishAsync(older!, ReleaseReason.Finished, CancellationToken.None)).Should().BeTrue();

        (await worker.TakeAsync(Group, Lease, CancellationToken.None)).Should().BeNull();
        (await ObserveAsync(leader)).Claims["a"].Should().Match<Claim>(claim => claim.State == ClaimState.Released && claim.Attempt == 2);
    }

    [Fact]
    public async Task An_older_attempt_that_finishes_is_superseded_when_the_newer_one_is_taken()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var older = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        await ApplyAsync(leader, Requeue(await ObserveAsync(leader), "a"));
        var newer = await worker.TakeAsync(Group, Lease, CancellationToken.None);

        newer!.Attempt.Should().Be(2);
        (await worker.FinishAsync(older!, ReleaseReason.Finished, CancellationToken.None)).Should().BeFalse();
        (await worker.RenewAsync(older!, Lease, CancellationToken.None)).Should().BeNull();
        (await ObserveAsync(leader)).Claims["a"].Should().Match<Claim>(claim => claim.State == ClaimState.Leased && claim.Urn == newer.Urn);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_given_back_and_is_given_back_again_after_a_lost_answer_waits_as_it_did(bool isInterrupted)
    {
        BuildRelease release = isInterrupted ? new BuildRelease.Interrupted() : new BuildRelease.GivenBack("no disk");
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        (await worker.FinishAsync([(taken!, release)], CancellationToken.None)).Should().Equal(true);
        await RequeueAsync(leader, "a");

        (await worker.FinishAsync([(taken!, release)], CancellationToken.None)).Should().Equal(false);

        (await ObserveAsync(leader)).Claims["a"].Should().Match<Claim>(claim => claim.State == ClaimState.Waiting && claim.Attempt == 2);
        (await worker.TakeAsync(Group, Lease, CancellationToken.None))!.Attempt.Should().Be(2);
    }

    [Fact]
    public async Task An_older_attempt_does_not_finish_a_later_one_whose_report_the_same_teller_has()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var older = await worker.TakeAsync(Group, TimeSpan.Zero, CancellationToken.None);
        await RequeueAsync(leader, "a");
        var newer = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        await worker.EndAsync([new EndedBuild(newer!, default)], "one", TimeSpan.Zero, CancellationToken.None);
        await LoseClaimsAsync();

        (await worker.FinishAsync([(older! with { Teller = "one" }, new BuildRelease.Finished())], CancellationToken.None)).Should().Equal(false);

        (await worker.UntoldAsync([Group], "other", Lease, CancellationToken.None)).Should().ContainSingle().Which.Build.Attempt.Should().Be(2);
    }

    [Fact]
    public async Task A_report_that_an_earlier_attempt_has_left_does_not_keep_a_later_one_from_finishing()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var older = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        await worker.EndAsync([new EndedBuild(older!, default)], "one", TimeSpan.Zero, CancellationToken.None);
        await RequeueAsync(leader, "a");
        var newer = await worker.TakeAsync(Group, Lease, CancellationToken.None);

        (await worker.FinishAsync(newer!, ReleaseReason.Finished, CancellationToken.None)).Should().BeTrue();

        (await worker.UntoldAsync([Group], "other", Lease, CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task Who_has_the_build_takes_it_back_out_of_the_list()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var older = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        await ApplyAsync(leader, Requeue(await ObserveAsync(leader), "a"));

        var renewed = await worker.RenewAsync(older!, Lease, CancellationToken.None);

        renewed!.Attempt.Should().Be(2);
        (await worker.TakeAsync(Group, Lease, CancellationToken.None)).Should().BeNull();
        (await ObserveAsync(leader)).Claims["a"].Should().Match<Claim>(claim => claim.State == ClaimState.Leased && claim.Urn == renewed.Urn);
    }

    [Fact]
    public async Task A_lost_lease_is_taken_back()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        await LoseMarksAsync();
        (await ObserveAsync(leader)).Claims["a"].State.Should().Be(ClaimState.Silent);

        (await worker.RenewAsync(taken!, Lease, CancellationToken.None)).Should()
            .BeEquivalentTo(taken, options => options.Excluding(build => build!.LeasedUntil));

        (await ObserveAsync(leader)).Claims["a"].State.Should().Be(ClaimState.Leased);
    }

    [Fact]
    public async Task A_lease_that_lasts_is_taken_back_from_a_store_that_has_lost_every_word_of_it()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        await LoseClaimsAsync();
        await LoseMarksAsync();

        var renewed = await worker.RenewAsync(taken!, 2 * Lease, CancellationToken.None);

        renewed!.LeasedUntil.Should().BeAfter(taken!.LeasedUntil);
        (await ObserveAsync(leader)).Claims["a"].Should().Match<Claim>(claim => claim.State == ClaimState.Leased && claim.Urn == taken.Urn);
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_not_taken_back_when_the_claim_of_whoever_has_the_task_since_is_lost()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var older = await worker.TakeAsync(Group, TimeSpan.Zero, CancellationToken.None);
        await RequeueAsync(leader, "a");
        (await PopAsync()).Should().Be("a");
        await LoseClaimsAsync();

        (await worker.RenewAsync(older!, Lease, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_taken_back_while_the_store_has_a_word_of_it()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var taken = await worker.TakeAsync(Group, TimeSpan.Zero, CancellationToken.None);
        await LoseClaimsAsync();

        (await worker.RenewAsync(taken!, Lease, CancellationToken.None)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_lease_is_not_renewed_beside_the_record_that_its_task_ended_after_the_claim_is_lost()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        await LoseClaimsAsync();
        (await worker.FinishAsync(taken!, ReleaseReason.Finished, CancellationToken.None)).Should().BeTrue();

        (await worker.RenewAsync(taken!, Lease, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task A_lease_that_lasts_is_not_renewed_beside_the_record_of_a_cancel_after_every_word_of_it_is_lost()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        await LoseClaimsAsync();
        await LoseMarksAsync();
        (await leader.CommandAsync([new ClaimCommand.End("a", Group, ReleaseReason.Cancelled)], CancellationToken.None)).Should().Be(1);

        (await worker.RenewAsync(taken!, Lease, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task A_worker_whose_claim_the_leader_has_ended_is_told_to_stop_and_takes_nothing_back()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a", "b");
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        var held = (await ObserveAsync(leader)).Claims["a"];
        await leader.CommandAsync([ClaimCommand.Cancel(held)], CancellationToken.None);
        (await ApplyAsync(leader, Plans.Withdraw(await ObserveAsync(leader), Group, "a"))).Withdrawn.Should().Equal("a");

        (await worker.RenewAsync(taken!, Lease, CancellationToken.None)).Should().BeNull();

        (await ObserveAsync(leader)).Claims.Keys.Should().Equal("b");
    }

    [Fact]
    public async Task An_end_whose_report_is_lost_is_a_lease_again_that_runs_out()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        var ended = (await worker.EndAsync([new EndedBuild(taken!, default)], "one", TimeSpan.Zero, CancellationToken.None)).Single();
        await LoseReportsAsync();

        (await worker.UntoldAsync([Group], "other", Lease, CancellationToken.None)).Should().BeEmpty();

        var state = await ObserveAsync(leader);
        state.Claims["a"].State.Should().Be(ClaimState.Leased);
        (state.Claims["a"].LeasedUntil - state.Groups[Group].Time).Should().BeCloseTo(Lease, TimeSpan.FromSeconds(20));
        (await worker.EndAsync([new EndedBuild(ended!, default)], "one", Lease, CancellationToken.None)).Single().Should().NotBeNull("its claim is there");
    }

    [Fact]
    public async Task A_build_that_is_there_twice_in_a_call_is_finished_twice_which_is_harmless()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a", "b");
        var taken = await worker.TakeAsync([Group], 2, Lease, CancellationToken.None);
        var ended = (await worker.EndAsync([new EndedBuild(taken[0], default)], "one", Lease, CancellationToken.None)).Single()!;

        var done = await worker.FinishAsync(
            [(taken[0], new BuildRelease.Finished()), (ended, new BuildRelease.Finished()), (taken[1], new BuildRelease.Finished())], CancellationToken.None);

        done.Should().Equal(false, true, true);
        (await ObserveAsync(leader)).Claims.Values.Should().OnlyContain(claim => claim.State == ClaimState.Released);
    }

    [Fact]
    public async Task No_word_of_others_ends_the_claim_of_a_build_whose_end_is_still_to_be_told()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        var held = (await ObserveAsync(leader)).Claims["a"];
        await worker.EndAsync([new EndedBuild(taken!, default)], "one", Lease, CancellationToken.None);

        (await leader.CommandAsync([new ClaimCommand.End(held, ReleaseReason.Rescheduled)], CancellationToken.None)).Should().Be(0);

        (await ObserveAsync(leader)).Claims["a"].IsEnded.Should().BeTrue();
    }

    [Fact]
    public async Task A_pause_without_a_sensible_end_is_a_year()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);

        (await worker.FinishAsync([(taken!, new BuildRelease.GivenBack("no disk", TimeSpan.MaxValue))], CancellationToken.None)).Should().Equal(true);

        var state = await ObserveAsync(leader);
        var until = ((ClaimMark.ReleaseRecord)state.Claims["a"].Mark!).Until;
        (until - state.Groups[Group].Time).Should().BeCloseTo(TimeSpan.FromDays(365), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_teller_whose_lease_has_run_out_does_not_store_an_end_again_that_is_lost()
    {
        var (leader, worker) = await CreateAsync();
        await EnqueueAsync(leader, "a");
        var taken = await worker.TakeAsync(Group, Lease, CancellationToken.None);
        var ended = (await worker.EndAsync([new EndedBuild(taken!, default)], "one", TimeSpan.Zero, CancellationToken.None)).Single();
        await LoseReportsAsync();

        (await worker.EndAsync([new EndedBuild(ended!, default)], "one", Lease, CancellationToken.None)).Should().Equal([null]);
    }

    private protected static async Task EnqueueAsync(IBuildQueue leader, params string[] taskIds) =>
        await ApplyAsync(leader, Plans.Enqueue(await ObserveAsync(leader), Group, taskIds));

    private protected static Task<QueueState> ObserveAsync(IBuildQueue queue) => queue.ObserveAsync(CancellationToken.None).AsTask();

    private protected static async Task RequeueAsync(IBuildQueue leader, params string[] taskIds)
    {
        var observed = await ObserveAsync(leader);
        var requeued = taskIds.Select(id => new RequeuedTask(Plans.Task(id), observed.Claims[id], observed.Claims[id].Attempt + 1));
        (await ApplyAsync(leader, Plans.Of(observed, new GroupPlan(Group, [], []) { Requeue = [.. requeued] }))).Requeued.Should().Equal(taskIds);
    }

    private static async Task<GroupResult> ApplyAsync(IBuildQueue queue, GrabPlan plan) =>
        (await queue.ApplyAsync(plan, CancellationToken.None)).Single();

    private static GrabPlan Requeue(QueueState observed, string taskId) =>
        Plans.Of(
            observed,
            new GroupPlan(Group, [], []) { Requeue = [new RequeuedTask(Plans.Task(taskId), observed.Claims[taskId], observed.Claims[taskId].Attempt + 1)] });
}
