using System.Collections;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CoprJobGrab.Tests.Events;

public sealed class LoggerEventSinkSpecs
{
    [Fact]
    public void The_log_has_the_events_own_category_level_id_name_and_message()
    {
        foreach (var sample in EventSamples.All)
        {
            using var logger = new CapturingLogger();

            new LoggerEventSink(logger).Emit(sample);

            logger.Categories.Should().Equal(sample.Category);
            var (level, id, text, _) = logger.Entries.First();
            (level, id.Id, id.Name, text).Should().Be((sample.Level, sample.EventId.Id, sample.GetType().Name, sample.Message));
        }
    }

    [Fact]
    public void A_structured_log_has_the_values_by_their_names_and_the_template()
    {
        using var logger = new CapturingLogger();

        new LoggerEventSink(logger).Emit(new TasksEnqueued("x86", ["1", "2\u001b"]));
        new LoggerEventSink(logger).Emit(new ActionRetrying(new ActionTask(7, ActionType.Delete), 1, "\u001b", TimeSpan.FromSeconds(4.7654321)));

        logger.States[0].Should().Equal(
            new("GroupId", "x86"), new("Count", 2),
            new KeyValuePair<string, object?>("{OriginalFormat}", "Tasks pushed to the queue of group {GroupId}: {Count}"));
        logger.States[1].Should().ContainKey("TaskIds").WhoseValue.Should().Be("1 2\u001b", "a value stays what it is");
        logger.States[2].Should().Contain(new("ActionId", 7L), new("ActionType", ActionType.Delete), new("AfterSeconds", 4.8), new("Reason", "\u001b"));
    }

    [Fact]
    public void Every_name_in_a_template_has_a_value_and_every_value_a_name()
    {
        foreach (var sample in EventSamples.All)
        {
            using var logger = new CapturingLogger();

            new LoggerEventSink(logger).Emit(sample);

            var template = $"{logger.States[0]["{OriginalFormat}"]}";
            logger.States[0].Keys.Should().OnlyHaveUniqueItems().And.HaveCount(template.Count(character => character == '{') + 1, template);
            sample.Message.Should().NotContainAny("{", "}").And.NotContain("  ");
        }
    }

    [Fact]
    public void A_control_character_from_outside_is_logged_as_its_number() =>
        Logged(new TaskRefused("\u001b]0;pwn\u0007", "no\nline")).Single().Text.Should().Be("Task \\u001b]0;pwn\\u0007 is refused: no\\u000aline");

    [Fact]
    public void A_trace_has_no_control_character_from_outside_either()
    {
        using var logger = new CapturingLogger();
        var fault = new InvalidOperationException("\u001b]0;pwn\u0007\u202e");

        new LoggerEventSink(logger).Emit(new StepFailed(GrabberStep.Actions) { Error = fault });
        new LoggerEventSink(logger).Emit(new StepFailed(GrabberStep.Actions) { Error = new InvalidOperationException("harmless") });

        logger.Entries.First().Error!.ToString().Should().StartWith("System.InvalidOperationException: \\u001b]0;pwn\\u0007\\u202e");
        logger.Entries.Last().Error.Should().BeOfType<InvalidOperationException>();
    }

    [Fact]
    public void A_cycle_that_did_nothing_is_no_news_at_Information() =>
        Logged(new CycleEnded(new CycleReport { Cycle = 9, Listed = 70_000, Kept = 70_000 }), LogLevel.Information).Should().BeEmpty();

    [Fact]
    public void A_cycle_that_did_something_is_told_in_one_line_with_the_counts_that_are_not_zero() =>
        Logged(
            new CycleEnded(new CycleReport { Cycle = 9, Listed = 3, Enqueued = 2, Kept = 1, Elapsed = TimeSpan.FromMilliseconds(12.3456) }),
            LogLevel.Information)
            .Single().Text.Should().Be("Cycle 9: 3 listed, 2 enqueued, 1 kept, in 12.3 ms");

    [Fact]
    public void Every_count_of_a_cycle_is_told()
    {
        var report = new CycleReport
        {
            Cycle = 9, Listed = 36, Enqueued = 1, Requeued = 2, Kept = 3, Held = 4, Refused = 5, Parked = 6, Malformed = 7, Repeated = 8, Withdrawn = 9,
            Cancelled = 10, Duplicate = 11, ActionsListed = 12,
        };

        Logged(new CycleEnded(report)).Single().Text.Should().Be(
            "Cycle 9: 36 listed, 1 enqueued, 2 requeued, 3 kept, 4 held, 5 refused, 6 parked, 7 malformed, 8 repeated, 9 withdrawn, 10 cancelled, "
                + "11 duplicate, 12 actions listed, in 0 ms");
    }

    [Fact]
    public void Texts_have_no_null_no_wrong_plural_nothing_twice_and_no_long_fractions()
    {
        var action = new ActionTask(7, ActionType.CreateRepo);

        Text(new TasksEnqueued("0", ["1"])).Should().Be("Tasks pushed to the queue of group 0: 1");
        Text(new RecordUnusable(RecordList.Builds, "it is null", null, 4)).Should()
            .Be("Record 5 of the builds list (without a usable id) cannot be used: it is null");
        Text(new RecordUnusable(RecordList.Builds, "it is odd", "12", 4)).Should().Be("Record 5 of the builds list (task 12) cannot be used: it is odd");
        Text(new ActionFinished(action, new ActionReport(7, true, null))).Should().Be("Action 7 of type CreateRepo is done");
        Text(new ActionFinished(action, new ActionReport(7, false, "no space"))).Should().Be("Action 7 of type CreateRepo has failed: no space");
        Text(new TaskRefused("4", "No builder group for architecture: s390x, task: 4")).Should()
            .Be("Task 4 is refused: No builder group for architecture: s390x");
        Text(new TaskRefused("4", "not today")).Should().Be("Task 4 is refused: not today");
        Text(new ActionRetrying(action, 1, "no space", TimeSpan.FromSeconds(4.7654321))).Should()
            .Be("Attempt 1 of action 7 of type CreateRepo ended without a result, and the next begins after 4.8 s: no space");
    }

    private static string Text(JobGrabEvent jobGrabEvent) => Logged(jobGrabEvent)[0].Text;

    [Fact]
    public void The_ids_of_a_batch_are_not_touched_at_Information()
    {
        Logged(new TasksEnqueued("x86", new Unreadable(100_000)), LogLevel.Information).Single().Text.Should()
            .Be("Tasks pushed to the queue of group x86: 100000");
        Logged(new TasksWithdrawn("x86", new Unreadable(2)), LogLevel.Information).Single().Text.Should().EndWith(": 2");
    }

    [Fact]
    public void The_ids_of_a_batch_are_logged_at_Debug_in_lines_of_bounded_length()
    {
        var ids = Enumerable.Range(0, 1_200).Select(number => $"{number}").ToList();

        var logged = Logged(new TasksEnqueued("x86", ids));

        logged.Should().HaveCount(4);
        logged.Skip(1).SelectMany(entry => entry.Text.Split(": ")[1].Split(' ')).Should().Equal(ids);
        logged.Skip(1).Should().OnlyContain(entry => entry.Level == LogLevel.Debug && entry.Id.Id == logged[0].Id.Id);
    }

    [Fact]
    public void A_foreseen_failure_is_one_line_and_has_its_trace_only_where_Debug_is_logged()
    {
        var source = new TaskSourceException(TaskSourceFault.TimedOut, "no answer within 5 s", new IOException("inner"));
        var queue = new BuildQueueException("Redis is away", new IOException("inner"));
        var report = new ActionReport(7, true, null);
        foreach (var (foreseen, error) in (IEnumerable<(JobGrabEvent, Exception)>)
            [
                (Some.FailedCycle(1, source), source), (Some.FailedCycle(1, queue), queue), (new StepFailed(GrabberStep.Group, "0") { Error = queue }, queue),
                (new StepFailed(GrabberStep.ActionList) { Error = source }, source),
                (new StepFailed(GrabberStep.CancelRequests) { Error = source }, source),
                (new StepFailed(GrabberStep.ActionRecord, "7") { Error = source }, source),
                (new ReportFailed(ReportKind.Action, "7", TimeSpan.FromSeconds(5)) { Error = source }, source),
                (new ReportFailed(ReportKind.Action, "7", TimeSpan.Zero) { Error = source }, source),
            ])
        {
            var line = Logged(foreseen, LogLevel.Information).Should().ContainSingle().Subject;
            line.Error.Should().BeNull(line.Text);
            line.Text.Should().EndWith(error.Message).And.NotContain("inner");
            Logged(foreseen, LogLevel.Debug).Single().Error.Should().BeSameAs(error, line.Text);
        }
    }

    [Fact]
    public void An_unforeseen_failure_keeps_its_trace()
    {
        var error = new InvalidOperationException("a bug");

        foreach (var unforeseen in (JobGrabEvent[])
            [
                Some.FailedCycle(1, error), new StepFailed(GrabberStep.Actions) { Error = error }, new SinkFailed("X", 1) { Error = error },
                new StepFailed(GrabberStep.ActionRecord, "7") { Error = error },
            ])
        {
            var line = Logged(unforeseen, LogLevel.Information).Should().ContainSingle().Subject;
            line.Error.Should().BeSameAs(error, line.Text);
            line.Text.Should().EndWith("a bug");
        }
    }

    [Fact]
    public void What_a_host_s_part_has_wrapped_in_a_foreseen_failure_keeps_its_trace_unless_it_was_foreseen_too()
    {
        var bug = new BuildQueueException("the table failed", new AggregateException(new IOException("inner"), new InvalidOperationException("a bug")));
        var foreseen = new BuildQueueException("two groups failed", new AggregateException(new IOException("inner"), new TimeoutException("late")));

        Logged(new StepFailed(GrabberStep.Group, "0") { Error = bug }, LogLevel.Information).Single().Error.Should().BeSameAs(bug);
        new StepFailed(GrabberStep.Group, "0") { Error = bug }.ToJson().Should().Contain("a bug");
        Logged(new StepFailed(GrabberStep.Group, "0") { Error = foreseen }, LogLevel.Information).Single().Error.Should().BeNull();
        new StepFailed(GrabberStep.Group, "0") { Error = foreseen }.ToJson().Should().NotContain("late");
    }

    private static List<(LogLevel Level, EventId Id, string Text, Exception? Error)> Logged(JobGrabEvent jobGrabEvent, LogLevel minimum = LogLevel.Trace)
    {
        using var logger = new CapturingLogger(minimum);
        new LoggerEventSink(logger).Emit(jobGrabEvent);
        return [.. logger.Entries];
    }

    private sealed class Unreadable(int count) : IReadOnlyList<string>
    {
        public int Count => count;

        public string this[int index] => throw new InvalidOperationException("The ids were read.");

        public IEnumerator<string> GetEnumerator() => throw new InvalidOperationException("The ids were read.");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
