using System.Collections;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CoprJobGrab.Tests.Events;

public sealed class LoggerEventSinkSpecs
{
    [Fact]
    public void The_category_is_the_grabbers()
    {
        using var logger = new CapturingLogger();

        _ = new LoggerEventSink(logger);

        logger.Categories.Should().Equal("CoprJobGrab.Events");
    }

    [Fact]
    public void The_log_has_the_events_own_level()
    {
        foreach (var sample in EventSamples.All)
        {
            Logged(sample)[0].Level.Should().Be(EventLevel.Of(sample), sample.GetType().Name);
        }
    }

    [Fact]
    public void A_control_character_from_outside_is_logged_as_its_number() =>
        Logged(new TaskRefused("\u001b]0;pwn\u0007", "no\nline")).Single().Text.Should().Be("No builder group takes task \\u001b]0;pwn\\u0007: no\\u000aline");

    [Fact]
    public void R4_A_cycle_that_did_nothing_is_no_news_at_Information() =>
        Logged(new CycleSucceeded(new CycleReport { Cycle = 9, Listed = 70_000, Kept = 70_000 }), LogLevel.Information).Should().BeEmpty();

    [Fact]
    public void A_cycle_that_did_something_is_told_in_one_line() =>
        Logged(new CycleSucceeded(new CycleReport { Cycle = 9, Listed = 3, Enqueued = 2, Kept = 1, Elapsed = TimeSpan.FromMilliseconds(12) }), LogLevel.Information)
            .Single().Text.Should().Be("Cycle 9: 3 listed, 2 enqueued, 0 requeued, 1 kept, 0 held, 0 refused, 0 parked, 0 withdrawn, 0 cancelled, in 12 ms");

    [Fact]
    public void The_ids_of_a_batch_are_not_touched_at_Information()
    {
        Logged(new TasksEnqueued("x86", new Unreadable(100_000)), LogLevel.Information).Single().Text.Should().Be("Pushed 100000 tasks to the queue of group x86");
        Logged(new TasksWithdrawn("x86", new Unreadable(2)), LogLevel.Information).Single().Text.Should().StartWith("2 tasks of group x86");
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
    public void An_exception_is_passed_as_one()
    {
        var error = new TaskSourceException(TaskSourceFault.TimedOut, "no answer within 5 s");

        Logged(Some.FailedCycle(1, error)).Single().Error.Should().BeSameAs(error);
        Logged(new ActionListFailed(error)).Single().Error.Should().BeSameAs(error);
        Logged(new SinkFailed("X", error, 1)).Single().Error.Should().BeSameAs(error);
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
