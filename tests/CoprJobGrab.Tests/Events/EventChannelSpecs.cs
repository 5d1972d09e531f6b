using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Events;

public sealed class EventChannelSpecs
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddSeconds(1_418_000_000.25));
    private readonly EventChannel _channel = new();

    [Fact]
    public void An_event_becomes_when_who_and_what()
    {
        var jobGrabEvent = new RecordsListed(RecordList.Builds, 3);

        Emit(jobGrabEvent).Should().Be(new EventRecord(1_418_000_000.25, "jobgrab", "3 jobs returned", jobGrabEvent));
    }

    [Fact]
    public void A_frontend_out_of_reach_is_told_in_the_originals_words()
    {
        foreach (var fault in Enum.GetValues<TaskSourceFault>().Except([TaskSourceFault.NotJson, TaskSourceFault.WrongShape]))
        {
            Emit(Some.FailedCycle(1, new TaskSourceException(fault, "http://fe/ refused"))).What.Should().Contain("Error retrieving jobs from")
                .And.EndWith(": http://fe/ refused");
        }
    }

    [Theory]
    [InlineData(TaskSourceFault.NotJson)]
    [InlineData(TaskSourceFault.WrongShape)]
    public void An_answer_that_is_not_the_JSON_that_was_asked_for_is_told_in_the_originals_words(TaskSourceFault fault) =>
        Emit(Some.FailedCycle(1, new TaskSourceException(fault, "line 1"))).What.Should().Be("Error getting JSON build list from FE line 1");

    [Fact]
    public void New_and_refused_tasks_are_told_in_the_originals_words()
    {
        Emit(new CycleEnded(new CycleReport { Cycle = 1, Listed = 3, Enqueued = 2, Refused = 1 })).What.Should().Be("New jobs: 2");
        Emit(new TaskRefused("12346", "no group builds s390x")).What.Should().Be("Failed to enqueue new job: 12346 with error: no group builds s390x");
    }

    [Fact]
    public void A_record_without_an_id_is_told_in_the_originals_words()
    {
        var broken = BuildRecordReader.ReadSingle("{}"u8.ToArray(), 4).Broken!;

        Emit(new RecordUnusable(RecordList.Builds, broken.Reason, broken.TaskId, broken.Index)).What.Should()
            .Be("Task missing field `task_id`, raw task: record 5 of the builds list");
    }

    [Fact]
    public void A_record_with_another_fault_is_told_with_the_fault()
    {
        Emit(new RecordUnusable(RecordList.Builds, "the record has no `chroot`", "7", 4)).What.Should()
            .Be("Record 5 of the builds list (task 7) cannot be used: the record has no `chroot`");
        Emit(new RecordUnusable(RecordList.Builds, "the record is null, not an object", null, 4)).What.Should()
            .Be("Record 5 of the builds list (without a usable id) cannot be used: the record is null, not an object");
    }

    [Fact]
    public void A_control_character_from_outside_is_told_as_its_number() =>
        Emit(new TaskRefused("\u001b]0;pwn\u0007", "no\r\nline\u009b")).What.Should()
            .Be("Failed to enqueue new job: \\u001b]0;pwn\\u0007 with error: no\\u000d\\u000aline\\u009b");

    [Fact]
    public void What_happens_to_an_action_is_told_as_action()
    {
        var action = new ActionTask(7, ActionType.Delete);

        Emit(new ActionRetrying(action, 1, "the disk is full", TimeSpan.Zero)).Should()
            .Match<EventRecord>(told => told.Who == "action" && told.What == "Error during processing action `Delete 7`: the disk is full");
        Emit(new ActionStarted(action, 1)).Who.Should().Be("action");
        Emit(new RecordsListed(RecordList.Actions, 2)).Should().Match<EventRecord>(told => told.Who == "jobgrab" && told.What == "2 actions returned");
    }

    [Fact]
    public void A_full_channel_drops_the_oldest_and_the_other_sinks_hear_of_it()
    {
        var channel = new EventChannel(capacity: 2);
        var others = new RecordingEventSink();
        var hub = new EventHub([channel, others], _time);

        foreach (var count in Enumerable.Range(1, 5))
        {
            hub.Emit(new RecordsListed(RecordList.Builds, count));
        }

        channel.Dropped.Should().Be(3);
        Read(channel).Select(told => told.What).Should().Equal("4 jobs returned", "5 jobs returned");
        others.Of<MessagesDropped>(dropped => dropped.Sink is not null).Single().Should().BeEquivalentTo(new { Sink = nameof(EventChannel), Count = 1L });

        _time.Advance(TimeSpan.FromMinutes(2));
        hub.Emit(new GrabberStopped());
        others.Of<MessagesDropped>(dropped => dropped.Sink is not null).Sum(dropped => dropped.Count).Should().Be(3);
    }

    [Fact]
    public void A_channel_without_room_is_refused()
    {
        var make = () => new EventChannel(0);

        make.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("capacity");
    }

    private EventRecord Emit(JobGrabEvent jobGrabEvent)
    {
        new EventHub([_channel], _time).Emit(jobGrabEvent);
        return Read(_channel).Single();
    }

    private static List<EventRecord> Read(EventChannel channel)
    {
        var told = new List<EventRecord>();
        while (channel.Reader.TryRead(out var record))
        {
            told.Add(record);
        }

        return told;
    }
}
