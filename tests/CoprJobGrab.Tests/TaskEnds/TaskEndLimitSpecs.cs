using System.Text;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.TaskEnds;

/// <summary>What is left outstanding while a group or the frontend takes nothing: it is bounded, and costs no other group.</summary>
public sealed class TaskEndLimitSpecs : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingReporter _reporter = new();
    private readonly RecordingEventSink _events = new();
    private readonly TaskEndBuffer _buffer = new();
    private readonly List<string> _released = [];
    private readonly RescheduleOutbox _reschedules;
    private readonly TaskEndProcessor _desk;
    private string? _brokenGroup;

    public TaskEndLimitSpecs()
    {
        var hub = new EventHub([_events], _time);
        _reschedules = new RescheduleOutbox(_reporter, hub, TestPauses.Of(new ReportOptions()), _time, capacity: 3);
        _desk = new TaskEndProcessor(_buffer, _reschedules, null, CommandAsync, hub);
    }

    public void Dispose() => _reschedules.Dispose();

    [Fact]
    public async Task A_group_that_cannot_be_written_costs_no_other_group()
    {
        Claim[] claims = [Of("1"), Of("2", "other"), Of("3")];
        foreach (var claim in claims)
        {
            HearRemoval(claim.TaskId);
        }

        _brokenGroup = "0";
        await DrainAsync(claims);
        _released.Should().Equal("2");
        _events.Of<StepFailed>(failed => failed.Step == GrabberStep.TaskEnds).Should().ContainSingle().Which.Count.Should().Be(2);

        _brokenGroup = null;
        await DrainAsync(claims);
        _released.Should().Equal("2", "1", "3");
        _events.Of<TaskReleased>().Select(released => released.TaskId).Should().Equal("2", "1", "3");
    }

    [Fact]
    public async Task Claims_that_cannot_be_ended_are_kept_up_to_a_number_and_the_rest_is_counted()
    {
        _brokenGroup = "0";
        for (var message = 0; message < TaskEndBuffer.DefaultCapacity; message++)
        {
            HearRemoval("1");
        }

        await DrainAsync(Of("1"));
        HearRemoval("1");
        HearRemoval("1");
        await DrainAsync(Of("1"));

        _events.Of<StepFailed>(failed => failed.Step == GrabberStep.TaskEnds).Select(failed => failed.Count).Should()
            .Equal(TaskEndBuffer.DefaultCapacity, TaskEndBuffer.DefaultCapacity);
        _events.Of<MessagesDropped>(dropped => dropped.Sink is null).Should().ContainSingle().Which.Count.Should().Be(2);
    }

    [Fact]
    public async Task What_the_frontend_does_not_take_is_outstanding_up_to_a_number_and_the_rest_is_counted()
    {
        _reporter.OnReschedule = (_, token) => new ValueTask(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        for (var build = 1; build <= 5; build++)
        {
            Hear($$"""{"action": "reschedule", "task_id": "{{build}}-fedora", "build_id": {{build}}, "chroot": "fedora"}""");
        }

        await DrainAsync();

        _reschedules.GoingOn.Should().Be(3);
        _events.Of<MessagesDropped>(dropped => dropped.Sink is null).Should().ContainSingle().Which.Count.Should().Be(2);
    }

    [Fact]
    public async Task A_lost_claim_whose_end_has_no_room_is_told_and_ended_when_there_is_room_again()
    {
        _brokenGroup = "0";
        for (var message = 0; message < TaskEndBuffer.DefaultCapacity; message++)
        {
            HearRemoval("1");
        }

        await DrainAsync(Of("1"));
        var lost = Of("7-fedora-42-x86_64", "other");
        await RescheduleAsync(lost);
        _released.Should().BeEmpty();

        _brokenGroup = null;
        await DrainAsync();
        await RescheduleAsync(lost);

        _released.Should().Contain("7-fedora-42-x86_64");
    }

    private async Task RescheduleAsync(Claim lost)
    {
        _desk.Reschedule([lost]);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (_reschedules.GoingOn > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }

        await DrainAsync(lost);
    }

    private static Claim Of(string taskId, string groupId = "0") => new(taskId, groupId, Guid.Empty, 1, ClaimState.Silent, new LimitKeys());

    private void HearRemoval(string taskId) => Hear($$"""{"action": "remove", "task_id": "{{taskId}}"}""");

    private void Hear(string message) => _buffer.Add(TaskEndMessage.Parse(Encoding.UTF8.GetBytes(message)));

    private Task DrainAsync(params Claim[] claims) =>
        _desk.DrainAsync(QueueState.Empty with { Claims = claims.ToDictionary(claim => claim.TaskId) }, signals: 0, CancellationToken.None).AsTask();

    private ValueTask<int> CommandAsync(IReadOnlyList<ClaimCommand> commands, CancellationToken cancellationToken)
    {
        if (commands.Any(command => command.GroupId == _brokenGroup))
        {
            throw new BuildQueueException("WRONGTYPE");
        }

        _released.AddRange(commands.Select(command => command.TaskId));
        return ValueTask.FromResult(commands.Count);
    }
}
