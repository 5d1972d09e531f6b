using System.Text;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.TaskEnds;

public sealed class TaskEndProcessorSpecs : IDisposable
{
    private const string Task = "123-fedora";
    private const string WholeReschedule = """{"action": "reschedule", "task_id": "123-fedora", "build_id": 123, "chroot": "fedora"}""";

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingReporter _reporter = new();
    private readonly RecordingEventSink _events = new();
    private readonly TaskEndBuffer _buffer = new(capacity: 100);
    private readonly List<ClaimCommand> _released = [];
    private readonly Signal _signal = new();
    private readonly RescheduleOutbox _reschedules;
    private readonly TaskEndProcessor _desk;
    private Exception? _storeFault;

    public TaskEndProcessorSpecs()
    {
        var hub = new EventHub([_events], _time);
        _reschedules = new RescheduleOutbox(_reporter, hub, TestPauses.Of(new ReportOptions()), _time, capacity: 50);
        _desk = new TaskEndProcessor(_buffer, _reschedules, _signal, CommandAsync, hub);
    }

    public void Dispose() => _reschedules.Dispose();

    [Fact]
    public async Task Nothing_is_removed_by_what_cannot_be_used_or_names_no_claim()
    {
        foreach (var message in new[] { "{}", "{{{", """{"action": "foobar"}""", """{"action": "remove"}""", """{"action": "remove", "task_id": "unknown"}""" })
        {
            Hear(message);
        }

        await DrainAsync(Of(Task));

        _released.Should().BeEmpty();
        _events.Of<RecordUnusable>(unusable => unusable.List == RecordList.TaskEnds).Should().HaveCount(4);
    }

    [Fact]
    public async Task A_removal_ends_the_claim_and_the_frontend_is_not_told()
    {
        var claim = Of(Task);
        Hear($$"""{"action": "remove", "task_id": "{{Task}}"}""");

        await DrainAsync(claim);

        _released.Should().Equal(new ClaimCommand.End(claim, ReleaseReason.Finished));
        _reporter.RescheduleTries.Items.Should().BeEmpty();
        _events.Of<TaskReleased>().Should().ContainSingle().Which.Should().BeEquivalentTo(new { TaskId = Task, GroupId = "0", Rescheduled = false });
    }

    [Fact]
    public async Task A_rescheduling_without_a_build_ends_the_claim_and_the_frontend_is_not_told()
    {
        Hear($$"""{"action": "reschedule", "task_id": "{{Task}}"}""");

        await DrainAsync(Of(Task));

        _released.Should().ContainSingle().Which.Reason.Should().Be(ReleaseReason.Rescheduled);
        _reporter.RescheduleTries.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task The_frontend_is_told_first_and_the_claim_ends_in_the_next_cycle()
    {
        var claim = Of(Task);
        var taken = new TaskCompletionSource();
        _reporter.OnReschedule = (_, _) => new ValueTask(taken.Task);
        Hear(WholeReschedule);

        await DrainAsync(claim);
        await _reporter.RescheduleTries.WaitForAsync(new BuildChroot(123, Task, "fedora"));
        await DrainAsync(claim);
        _released.Should().BeEmpty("the frontend has not taken it");

        taken.SetResult();
        await WhenToldAsync();
        await DrainAsync(claim with { Attempt = 2 });

        _released.Should().Equal([new ClaimCommand.End(claim, ReleaseReason.Rescheduled)], "the claim that was current when the message came is meant");
    }

    [Fact]
    public async Task A_frontend_that_fails_is_told_again_after_a_pause_and_the_claim_stays_until_then()
    {
        var tries = 0;
        _reporter.OnReschedule = (_, _) => ++tries < 3 ? throw new TaskSourceException(TaskSourceFault.BadStatus, "status 503") : ValueTask.CompletedTask;
        Hear(WholeReschedule);
        await DrainAsync(Of(Task));

        foreach (var seconds in new[] { 5, 10 })
        {
            var failed = await _events.WaitForAsync<ReportFailed>(
                failed => failed.Report == ReportKind.Reschedule && failed.After == TimeSpan.FromSeconds(seconds));
            await DrainAsync(Of(Task));
            _released.Should().BeEmpty();
            await AdvanceUntilAsync(() => Volatile.Read(ref tries) > (seconds == 5 ? 1 : 2), failed.After);
        }

        await WhenToldAsync();
        await DrainAsync();
        _released.Should().ContainSingle();
    }

    [Fact]
    public async Task The_frontend_is_told_of_a_task_without_a_claim_too()
    {
        Hear(WholeReschedule);

        await DrainAsync();

        await _reporter.Rescheduled.WaitForCountAsync(1);
        await WhenToldAsync();
        await DrainAsync(Of(Task));
        _released.Should().BeEmpty();
    }

    [Fact]
    public async Task A_message_that_came_before_a_plan_was_written_means_the_claim_before_it()
    {
        var before = Of(Task);
        Hear($$"""{"action": "remove", "task_id": "{{Task}}"}""");
        _desk.Writing(Picture(before)).Dispose();

        await DrainAsync(before with { Attempt = 2, Urn = Guid.NewGuid() });

        _released.Should().ContainSingle().Which.Claim.Should().Be(before);
    }

    [Theory]
    [InlineData(1, ClaimState.Silent, true)]
    [InlineData(2, ClaimState.Waiting, true)]
    [InlineData(2, ClaimState.Silent, false)]
    [InlineData(2, ClaimState.Leased, false)]
    public async Task A_message_that_came_while_a_plan_was_written_does_not_end_a_newer_attempt_that_a_worker_has(int attempt, ClaimState standing, bool ends)
    {
        using (_desk.Writing(Picture()))
        {
            Hear($$"""{"action": "remove", "task_id": "{{Task}}"}""");
        }

        await DrainAsync(Of(Task, standing) with { Attempt = attempt });

        _released.Should().HaveCount(ends ? 1 : 0);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_told_and_the_claims_end_in_a_later_cycle()
    {
        _storeFault = new BuildQueueException("READONLY");
        Hear($$"""{"action": "remove", "task_id": "{{Task}}"}""");
        await DrainAsync(Of(Task));
        _events.Of<StepFailed>(failed => failed.Step == GrabberStep.TaskEnds).Should().ContainSingle().Which.Count.Should().Be(1);

        _storeFault = null;
        await DrainAsync(Of(Task));
        await DrainAsync(Of(Task));

        _released.Should().ContainSingle();
    }

    [Fact]
    public async Task Beyond_the_buffer_messages_are_dropped_and_counted()
    {
        for (var count = 0; count < 103; count++)
        {
            Hear("{}");
        }

        await DrainAsync();
        await DrainAsync();

        _events.Of<MessagesDropped>(dropped => dropped.Sink is null).Should().ContainSingle().Which.Count.Should().Be(3);
        _events.Of<RecordUnusable>(unusable => unusable.List == RecordList.TaskEnds).Should().HaveCount(21).And.Subject.Last().Reason.Should()
            .Contain("80 more messages");
    }

    [Fact]
    public async Task What_was_heard_before_this_grabber_led_is_forgotten_and_no_frontend_is_told_of_it()
    {
        _reporter.OnReschedule = (_, token) => new ValueTask(System.Threading.Tasks.Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        Hear(WholeReschedule);
        await DrainAsync(Of(Task));
        await _reporter.RescheduleTries.WaitForCountAsync(1);
        Hear($$"""{"action": "remove", "task_id": "{{Task}}"}""");

        _desk.Forget();

        await WhenToldAsync();
        await DrainAsync(Of(Task));
        _released.Should().BeEmpty();
        _reporter.Rescheduled.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task The_start_signal_ends_every_claim_that_does_not_wait_and_is_consumed_after_that()
    {
        _signal.Count = 2;
        Claim[] claims = [Of("1", ClaimState.Waiting), Of("2"), Of("3", ClaimState.Leased) with { GroupId = "1" }];
        _storeFault = new BuildQueueException("READONLY");
        await DrainAsync(claims);
        _signal.Count.Should().Be(2, "the claims have not ended");

        _storeFault = null;
        await DrainAsync(claims);

        _released.Should().BeEquivalentTo([
            new ClaimCommand.End(claims[1], ReleaseReason.Forgotten), new ClaimCommand.End(claims[2], ReleaseReason.Forgotten)]);
        _signal.Count.Should().Be(0);
        _events.Of<BackendStarted>().Should().ContainSingle().Which.Forgotten.Should().Be(2);
    }

    [Fact]
    public async Task A_start_signal_that_cannot_be_read_is_told_once_until_it_can()
    {
        foreach (var fault in new BuildQueueException?[] { new("NOPERM"), new("NOPERM"), null, new("NOPERM") })
        {
            _signal.Fault = fault;
            await DrainAsync(Of(Task));
        }

        _events.Of<StepFailed>(failed => failed.Step == GrabberStep.TaskEndChannel).Should().HaveCount(2);
        _released.Should().BeEmpty();
    }

    [Fact]
    public async Task Builds_that_the_frontend_never_takes_are_told_up_to_a_number_and_the_rest_is_dropped_and_told()
    {
        _reporter.OnReschedule = (_, _) => throw new TaskSourceException(TaskSourceFault.BadStatus, "status 404");
        for (var build = 0; build < 60; build++)
        {
            Hear($$"""{"action": "reschedule", "task_id": "{{build}}-fedora", "build_id": {{build}}, "chroot": "fedora"}""");
        }

        await DrainAsync(Of(Task));

        _reschedules.GoingOn.Should().Be(50);
        _events.Of<MessagesDropped>(dropped => dropped.Sink is null).Should().ContainSingle().Which.Count.Should().Be(10);
    }

    [Fact]
    public async Task A_claim_whose_lease_was_lost_is_told_once_and_ends_after_that()
    {
        var claim = Of(Task, ClaimState.Leased);
        var taken = new TaskCompletionSource();
        _reporter.OnReschedule = (_, _) => new ValueTask(taken.Task);
        Lose(claim);
        await _reporter.RescheduleTries.WaitForAsync(new BuildChroot(123, Task, "fedora"));
        Lose(claim);
        await DrainAsync(claim);
        _released.Should().BeEmpty("the frontend has not taken it");

        taken.SetResult();
        await WhenToldAsync();
        await DrainAsync(claim);
        Lose(claim);

        _released.Should().Equal(new ClaimCommand.End(claim, ReleaseReason.Rescheduled));
        _reporter.RescheduleTries.Count.Should().Be(1);
        Lose();
        Lose(claim with { Attempt = 2 });
        await _reporter.RescheduleTries.WaitForCountAsync(2);
    }

    [Fact]
    public async Task A_picture_that_is_being_read_anew_does_not_keep_a_lost_build_from_being_told()
    {
        var claim = Leased(until: 1);
        _reporter.OnReschedule = (_, _) => throw new TaskSourceException(TaskSourceFault.BadStatus, "status 503");
        Lose(claim);
        var failed = await _events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Reschedule);
        var claims = new Dictionary<string, Claim> { [claim.TaskId] = claim };
        await _desk.DrainAsync(QueueState.Empty with { Claims = claims }, 0, CancellationToken.None);

        claims.Clear();
        _reporter.OnReschedule = (_, _) => ValueTask.CompletedTask;
        await AdvanceUntilAsync(() => _reschedules.GoingOn == 0, failed.After);

        _reporter.RescheduleTries.Count.Should().Be(2);
    }

    [Theory]
    [InlineData("ended")]
    [InlineData("renewed")]
    [InlineData("gone")]
    public async Task A_frontend_that_was_away_is_not_told_of_a_lost_build_whose_worker_has_given_a_sign_meanwhile(string sign)
    {
        var claim = Leased(until: 1);
        _reporter.OnReschedule = (_, _) => throw new TaskSourceException(TaskSourceFault.BadStatus, "status 503");
        Lose(claim);
        var failed = await _events.WaitForAsync<ReportFailed>(failed => failed.Report == ReportKind.Reschedule);

        await DrainAsync(sign switch { "ended" => [Ended()], "renewed" => [Leased(until: 2)], _ => [] });
        await AdvanceUntilAsync(() => _reschedules.GoingOn == 0, failed.After);

        _reporter.RescheduleTries.Count.Should().Be(1);
        await DrainAsync();
        _released.Should().BeEmpty();
        Lose(Leased(until: 2));
        await _reporter.RescheduleTries.WaitForCountAsync(2);
    }

    [Theory]
    [InlineData(WholeReschedule)]
    [InlineData("""{"action": "remove", "task_id": "123-fedora"}""")]
    public async Task A_message_about_a_build_that_has_ended_does_nothing(string message)
    {
        Hear(message);

        await DrainAsync(Ended());
        await WhenToldAsync();
        await DrainAsync(Ended());

        _reporter.RescheduleTries.Items.Should().BeEmpty();
        _released.Should().BeEmpty();
        _events.Of<TaskReleased>().Should().BeEmpty();
    }

    [Fact]
    public async Task The_start_signal_leaves_a_build_alone_that_has_ended()
    {
        _signal.Count = 1;

        await DrainAsync(Ended());

        _released.Should().BeEmpty();
        _events.Of<BackendStarted>().Should().ContainSingle().Which.Forgotten.Should().Be(0);
    }

    [Fact]
    public async Task A_lost_claim_that_names_no_build_of_the_frontend_ends_at_once()
    {
        Lose(Of("x"));

        await DrainAsync();

        _released.Should().ContainSingle().Which.TaskId.Should().Be("x");
        _reporter.RescheduleTries.Items.Should().BeEmpty();
    }

    private static Claim Of(string taskId, ClaimState standing = ClaimState.Silent) => new(taskId, "0", Guid.Empty, 1, standing, new LimitKeys());

    private static Claim Leased(long until) =>
        Of(Task).Under(ClaimMark.LeaseOf(Guid.Empty, 1, DateTimeOffset.UnixEpoch.AddHours(until)));

    private static Claim Ended() => Of(Task).Under(ClaimMark.EndOf(Guid.Empty, 1));

    /// <summary>A plan finds that the leases of these claims, and of no others, are lost.</summary>
    private void Lose(params Claim[] lost)
    {
        _desk.Writing(Picture(lost)).Dispose();
        _desk.Reschedule(lost);
    }

    private static QueueState Picture(params Claim[] claims) => QueueState.Empty with { Claims = claims.ToDictionary(claim => claim.TaskId) };

    private void Hear(string message) => _buffer.Add(TaskEndMessage.Parse(Encoding.UTF8.GetBytes(message)));

    private async Task DrainAsync(params Claim[] claims) =>
        await _desk.DrainAsync(Picture(claims), await _desk.LookAsync(CancellationToken.None), CancellationToken.None);

    private Task WhenToldAsync() => AdvanceUntilAsync(() => _reschedules.GoingOn == 0, TimeSpan.Zero);

    private async Task AdvanceUntilAsync(Func<bool> holds, TimeSpan step)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        for (; !holds(); await System.Threading.Tasks.Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token))
        {
            _time.Advance(step);
        }
    }

    private ValueTask<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, CancellationToken cancellationToken)
    {
        if (_storeFault is { } fault)
        {
            throw fault;
        }

        _released.AddRange(commands);
        return ValueTask.FromResult(commands.Count);
    }

    private sealed class Signal : IStartSignal
    {
        public long Count { get; set; }

        public BuildQueueException? Fault { get; set; }

        public ValueTask<long> CountAsync(CancellationToken cancellationToken) => Fault is null ? ValueTask.FromResult(Count) : throw Fault;

        public ValueTask ConsumeAsync(long count, CancellationToken cancellationToken)
        {
            Count -= count;
            return ValueTask.CompletedTask;
        }
    }
}
