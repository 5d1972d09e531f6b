using System.Text.RegularExpressions;
using CoprJobGrab.Events;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Testing.Xunit;

/// <summary>What every sink keeps, in the place where the grabber puts it.</summary>
public abstract partial class EventSinkContract
{
    protected abstract Task<EventSinkRig> CreateAsync();

    /// <summary>Whether the sink writes this event to its destination; every one by default.</summary>
    protected virtual bool Writes(JobGrabEvent jobGrabEvent) => true;

    /// <summary>An event that the sink writes with its text <c>number=…;</c>; by default the task that no group takes has that for its id.</summary>
    protected virtual JobGrabEvent Numbered(int number) => new TaskRefused(NumberText(number), "no group");

    /// <summary>The text <c>number=…;</c>.</summary>
    protected static string NumberText(int number) => $"number={number};";

    [Fact]
    public async Task Every_event_is_taken()
    {
        await using var rig = await CreateAsync().InTimeAsync();
        var others = new RecordingEventSink();
        using var hub = new EventHub([rig.Sink, others], TimeProvider.System);

        foreach (var sample in EventSamples.All)
        {
            hub.Emit(sample);
        }

        (await hub.FlushAsync(InTime.Deadline)).Should().BeTrue();
        others.Events.Should().Equal(EventSamples.All);
    }

    [Fact]
    public async Task A_blocked_destination_costs_neither_the_emitter_nor_another_sink()
    {
        const int Events = 30_000;
        await using var rig = await CreateAsync().InTimeAsync();
        var others = new RecordingEventSink();
        using var hub = new EventHub([rig.Sink, others], TimeProvider.System);
        await rig.BlockAsync().InTimeAsync();

        var emitting = Task.Run(() =>
        {
            for (var number = 0; number < Events; number++)
            {
                hub.Emit(Numbered(number));
            }
        });

        await emitting.InTimeAsync();
        others.Events.Where(told => told.GetType() == Numbered(0).GetType()).Should().HaveCount(Events);
        others.Of<MessagesDropped>(dropped => dropped.Sink is not null).Should().NotBeEmpty("no sink keeps so many");
    }

    [Fact]
    public async Task The_order_is_kept()
    {
        const int Events = 3_000;
        await using var rig = await CreateAsync().InTimeAsync();
        using var hub = new EventHub([rig.Sink], TimeProvider.System);

        for (var number = 0; number < Events; number++)
        {
            hub.Emit(Numbered(number));
        }

        var received = await FlushedAsync(hub, rig, Events);
        received.Select(line => int.Parse(Number().Match(line).Groups[1].ValueSpan, provider: null)).Should().Equal(Enumerable.Range(0, Events));
    }

    [Fact]
    public async Task The_users_own_data_is_not_written()
    {
        await using var rig = await CreateAsync().InTimeAsync();
        using var hub = new EventHub([rig.Sink], TimeProvider.System);

        foreach (var sample in EventSamples.All)
        {
            hub.Emit(sample);
        }

        var written = EventSamples.All.Count(Writes);
        var received = await FlushedAsync(hub, rig, written);
        received.Should().HaveCountGreaterThanOrEqualTo(written).And.NotContain(line => line.Contains(EventSamples.UsersData, StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> FlushedAsync(EventHub hub, EventSinkRig rig, int count)
    {
        using var deadline = new CancellationTokenSource(InTime.Deadline, TimeProvider.System);
        (await hub.FlushAsync(InTime.Deadline, deadline.Token)).Should().BeTrue();
        return await rig.ReceivedAsync(count, deadline.Token).InTimeAsync();
    }

    [GeneratedRegex("number=([0-9]+);")]
    private static partial Regex Number();
}
