using System.Text;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Workers;

/// <summary>How a build begins, and what becomes of its claim.</summary>
public sealed class BuildOutcomeSpecs
{
    [Theory]
    [InlineData(true, "a Succeeded", BuildChange.Succeeded)]
    [InlineData(false, "a Failed", BuildChange.Failed)]
    public async Task An_end_is_stored_then_told_and_then_the_claim_ends(bool succeeds, string word, BuildChange change)
    {
        await using var rig = new WorkerRig();
        rig.Handle = (_, _) => Task.FromResult<BuildOutcome>(succeeds ? new BuildOutcome.Succeeded("{}") : new BuildOutcome.Failed("no memory"));
        Claim? told = null;
        rig.Reporter.Before = async (said, _) => told = said == word ? await rig.ClaimAsync("a") : told;
        await rig.StartAsync("a");

        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Finished);
        rig.Reporter.Said.Items.Should().Equal("start a", "running a", word);
        told!.IsEnded.Should().BeTrue();
        (await rig.WaitForAsync(change)).Should().Match<BuildChanged>(changed => changed.Worker == "worker" && changed.Attempt == 1 && changed.GroupId == "0");
        rig.Events.Of<BuildChanged>().Select(changed => changed.Change).Should().Equal(BuildChange.Taken, BuildChange.Started, change);
    }

    [Theory]
    [InlineData(false, BuildChange.GivenBack)]
    [InlineData(true, BuildChange.Interrupted)]
    public async Task A_build_that_is_given_back_ends_its_claim_without_a_word(bool isInterrupted, BuildChange change)
    {
        await using var rig = new WorkerRig();
        rig.Handle = (_, _) =>
            Task.FromResult<BuildOutcome>(isInterrupted ? new BuildOutcome.Interrupted() : new BuildOutcome.GivenBack("no disk", TimeSpan.FromMinutes(1)));
        await rig.StartAsync("a");

        (await rig.ReleaseAsync("a")).Should().Be(isInterrupted ? ReleaseReason.Interrupted : ReleaseReason.Rescheduled);
        (await rig.WaitForAsync(change)).Text.Should().Be(isInterrupted ? null : "no disk");
        rig.Reporter.Said.Items.Should().Equal("start a", "running a");
        rig.Queue.Count("end").Should().Be(0);
    }

    [Fact]
    public async Task Where_the_frontend_must_hear_of_it_a_build_that_is_given_back_is_told_first()
    {
        await using var rig = new WorkerRig();
        rig.Reporter.TellsOfGivingBack = true;
        rig.Handle = (_, _) => Task.FromResult<BuildOutcome>(new BuildOutcome.GivenBack("no disk"));
        await rig.StartAsync("a");

        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Rescheduled);
        rig.Reporter.Said.Items.Should().Equal("start a", "running a", "a GivenBack");
        rig.Queue.Calls.Items.Select(call => call.Name).Should().ContainInOrder("end", "finish");
    }

    [Fact]
    public async Task A_handler_that_throws_gives_its_build_back_after_a_pause_and_the_exception_is_kept()
    {
        await using var rig = new WorkerRig(options => options.Concurrency = 2);
        rig.Handle = (work, _) => work.Task.TaskId == "a" ? throw new InvalidOperationException("the disk is full") : Succeeded();
        await rig.StartAsync("a", "b");

        (await rig.ReleaseAsync("a", finishes: 2)).Should().Be(ReleaseReason.Rescheduled);
        var given = await rig.WaitForAsync(BuildChange.GivenBack);
        given.Text.Should().Be("InvalidOperationException: the disk is full");
        given.Error.Should().BeOfType<InvalidOperationException>();
        ((ClaimMark.ReleaseRecord)(await rig.ClaimAsync("a")).Mark!).Until.Should().Be(rig.Clock.GetUtcNow() + TimeSpan.FromSeconds(5));
        (await rig.ReleaseAsync("b", finishes: 2)).Should().Be(ReleaseReason.Finished);
    }

    [Fact]
    public async Task A_build_that_may_not_start_ends_its_claim_and_nothing_runs()
    {
        await using var rig = new WorkerRig();
        rig.Reporter.Start = _ => new BuildStart.Refused("it was cancelled");
        await rig.StartAsync("a");

        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Finished);
        (await rig.WaitForAsync(BuildChange.Refused)).Text.Should().Be("it was cancelled");
        (rig.Works.Items.Count, rig.Queue.Count("end")).Should().Be((0, 0));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("[]")]
    public async Task A_task_that_no_worker_can_build_is_unfit(string? json)
    {
        await using var rig = new WorkerRig();
        rig.Reporter.Start = _ => json is null ? new BuildStart.Unfit("there is no record") : new BuildStart.Go(Encoding.UTF8.GetBytes(json));
        await rig.StartAsync("a");

        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Unfit);
        (await rig.WaitForAsync(BuildChange.Unfit)).Text.Should().NotBeNullOrEmpty();
        rig.Works.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_frontend_that_cannot_be_asked_for_a_start_has_the_build_given_back()
    {
        await using var rig = new WorkerRig();
        rig.Reporter.Start = _ => throw new TaskSourceException(TaskSourceFault.Unreachable, "it is away") { RetryAfter = TimeSpan.FromMinutes(2) };
        await rig.StartAsync("a", "b");
        await rig.Reporter.Said.WaitForAsync("start a");
        await rig.Clock.WaitAsync(TimeSpan.FromSeconds(5));
        rig.Clock.Advance(TimeSpan.FromSeconds(4));
        rig.Reporter.Said.Items.Should().Equal(["start a"], "until the pause is over, no other task is taken for the same failure");

        rig.Clock.Advance(TimeSpan.FromSeconds(1));

        (await rig.ReleaseAsync("a")).Should().Be(ReleaseReason.Rescheduled);
        ((ClaimMark.ReleaseRecord)(await rig.ClaimAsync("a")).Mark!).Until.Should().Be(rig.Clock.GetUtcNow() + TimeSpan.FromMinutes(2));
        rig.Works.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_handler_is_given_the_whole_record_and_says_how_far_it_is()
    {
        await using var rig = new WorkerRig();
        const string Whole = """{"task_id": "a", "chroot": "fedora-42-x86_64", "repos": []}""";
        rig.Reporter.Start = _ => new BuildStart.Go(Encoding.UTF8.GetBytes(Whole));
        rig.Handle = (work, _) =>
        {
            work.Progress("half of it");
            return Succeeded();
        };
        await rig.StartAsync("a");
        await rig.Reporter.Reports.WaitForCountAsync(1);

        var work = rig.Works.Items.Single();
        (Encoding.UTF8.GetString(work.Json.Span), work.Attempt, work.GroupId, work.Stop).Should().Be((Whole, 1, "0", null));
        Encoding.UTF8.GetString(rig.Reporter.Reports.Items.Single().Json.Span).Should().Be(Whole);
        (await rig.WaitForAsync(BuildChange.Progressed)).Text.Should().Be("half of it");
    }

    [Fact]
    public async Task Ends_that_come_while_one_is_stored_are_stored_together()
    {
        await using var rig = new WorkerRig(options => options.Concurrency = 20);
        var first = new TaskCompletionSource();
        rig.Queue.Before = name => name == "end" ? first.Task : Task.CompletedTask;
        await rig.StartAsync([.. Enumerable.Range(0, 20).Select(id => $"{id}")]);
        await rig.Works.WaitForCountAsync(20);

        first.SetResult();

        await rig.Reporter.Reports.WaitForCountAsync(20);
        rig.Queue.Calls.Items.Where(call => call.Name == "end").Sum(call => call.Count).Should().Be(20);
        rig.Queue.Count("end").Should().BeLessThan(20);
    }

    private static Task<BuildOutcome> Succeeded() => Task.FromResult<BuildOutcome>(new BuildOutcome.Succeeded());
}
