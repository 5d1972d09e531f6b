using CoprJobGrab.TestKit;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>
/// A store whose clock goes ahead of the time that passes.
/// The clock of a Redis cannot be set by a test: instead the time that passes in the grabber's process goes back.
/// </summary>
public sealed class ClockJumpSpecs(RedisFixture redis) : RedisQueueTest(redis)
{
    private readonly TwoClocks _time = new();

    [Fact]
    public async Task On_Redis_a_jump_of_the_clock_is_noticed_by_the_next_observation()
    {
        var queue = new ClaimQueue(new RedisStore(Connect()), ["0"], _time);
        (await ObservedAsync(queue)).Jump.Should().BeNull();

        _time.Passed -= TimeSpan.FromHours(27);
        var after = await ObservedAsync(queue);

        after.Jump!.By.Should().BeCloseTo(TimeSpan.FromHours(27), TimeSpan.FromMinutes(1));
        after.Jump.To.Should().Be(after.Time);
        (await ObservedAsync(queue)).Jump.Should().Be(after.Jump, "it is not a new one");
    }

    [Fact]
    public async Task In_memory_a_jump_of_the_clock_is_noticed_by_the_next_observation()
    {
        IBuildQueue queue = new InMemoryBuildQueue(new InMemoryStore(_time), ["0"]);
        await ObservedAsync(queue);

        _time.Advance(TimeSpan.FromHours(27));
        var after = await ObservedAsync(queue);

        after.Jump.Should().Be(new ClockJump(after.Time, TimeSpan.FromHours(27)));
    }

    [Fact]
    public async Task Time_that_passes_and_a_clock_that_is_set_back_are_no_jump()
    {
        IBuildQueue queue = new InMemoryBuildQueue(new InMemoryStore(_time), ["0"]);
        await ObservedAsync(queue);

        _time.Advance(TimeSpan.FromHours(27));
        _time.Passed += TimeSpan.FromHours(27);
        (await ObservedAsync(queue)).Jump.Should().BeNull();

        _time.Passed += TimeSpan.FromHours(27);
        (await ObservedAsync(queue)).Jump.Should().BeNull();
    }

    private static async Task<GroupState> ObservedAsync(IBuildQueue queue) => (await queue.ObserveAsync(CancellationToken.None)).Groups["0"];

    /// <summary>A clock, and apart from it the time that passes.</summary>
    private sealed class TwoClocks : FakeTimeProvider
    {
        public TimeSpan Passed { get; set; } = TimeSpan.FromDays(10);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
