using System.Collections.Concurrent;
using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class ActionLanesRealTimeSpecs
{
    private const int Actions = 1_000;
    private const int Projects = 40;

    [Fact]
    public async Task Many_actions_on_many_threads_are_each_handled_once_and_in_order()
    {
        var waiting = new ConcurrentDictionary<long, string>(
            Enumerable.Range(1, Actions).Select(id => KeyValuePair.Create((long)id, $"owner/{id % Projects}")));
        var running = new ConcurrentDictionary<string, long>();
        var faults = new ConcurrentQueue<string>();
        var handled = new ConcurrentDictionary<string, ConcurrentQueue<long>>();
        var source =
            new ScriptedTaskSource { OnFetchAction = (listing, _) => ValueTask.FromResult(SomeAction.Task(listing.Id, $"owner/{listing.Id % Projects}")) };
        var reports = 0;
        var reporter = new RecordingReporter
        {
            OnReport = async (report, _) =>
            {
                await Task.Yield();
                if (Interlocked.Increment(ref reports) % 7 == 0)
                {
                    throw new TaskSourceException(TaskSourceFault.Unreachable, "away");
                }

                if (!waiting.TryRemove(report.ActionId, out string? _))
                {
                    faults.Enqueue($"action {report.ActionId} was reported twice");
                }
            },
        };
        var handler = new RecordingActionHandler
        {
            OnHandle = async (attempt, _) =>
            {
                if (!running.TryAdd(attempt.Action.OldValue!, attempt.Action.Id))
                {
                    faults.Enqueue($"action {attempt.Action.Id} ran beside another of {attempt.Action.OldValue}");
                }

                for (var turn = 0; turn < attempt.Action.Id % 5; turn++)
                {
                    await Task.Yield();
                }

                handled.GetOrAdd(attempt.Action.OldValue!, _ => new()).Enqueue(attempt.Action.Id);
                running.TryRemove(attempt.Action.OldValue!, out long _);
                return new ActionOutcome.Done();
            },
        };
        var options = new ActionOptions { MaxParallel = 8, FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(4) };
        var handlers = new ActionHandlers([new ActionHandlerRegistration(null, _ => handler)], new NoServices(), NullLoggerFactory.Instance);
        var events = new EventHub([], TimeProvider.System);
        await using var lanes = new ActionLanes(
            handlers, source, reporter, new ActionStores(new MemoryOutcomeStore(), null, events, TimeProvider.System), events, options,
            new Pauses(options.FirstPause, options.LongestPause, () => 0), TimeProvider.System);

        // The frontend lists what it has no result of, over and over, while the lanes work.
        var deadline = TimeProvider.System.GetTimestamp();
        while (!waiting.IsEmpty && TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(60))
        {
            var offeredAt = TimeProvider.System.GetTimestamp();
            lanes.Offer(
                SomeAction.List(waiting.Keys.Order().Select(id => SomeAction.Bare(id, "owner", priority: (int)(id % 3)))), offeredAt, LanesFixture.Lead);
            await lanes.CountAsync();
        }

        waiting.Should().BeEmpty();
        faults.Should().BeEmpty();
        handler.Begun.Items.Should().HaveCount(Actions).And.OnlyHaveUniqueItems();
        handler.MostAtOnce.Should().BeInRange(2, 8);
        handled.Should().HaveCount(Projects);
        handled.Values.Should().OnlyContain(ids => ids.SequenceEqual(ids.OrderBy(id => id % 3).ThenBy(id => id)));
    }
}
