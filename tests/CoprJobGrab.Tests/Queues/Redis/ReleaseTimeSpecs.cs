using System.Globalization;
using CoprJobGrab.TestKit;
using CoprJobGrab.Testing.Xunit;
using FluentAssertions;
using StackExchange.Redis;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>For how long the scripts of cancels and task ends hold Redis, by its own count, with a hundred thousand tasks waiting.</summary>
[Slow]
public sealed class ReleaseTimeSpecs(RedisFixture redis, ITestOutputHelper output) : RedisQueueTest(redis)
{
    private const int Ends = 1_000;

    // A million shows what a larger farm has.
    private static readonly int Tasks = int.Parse(Environment.GetEnvironmentVariable("RELEASE_TASKS") ?? "100000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task No_script_of_a_cancel_or_a_task_end_searches_the_list_when_its_claims_were_observed()
    {
        var (queue, random) = (new ClaimQueue(new RedisStore(Connect()), ["0"], Time), new Random(7));
        await new QueueDriver(queue).EnqueueAsync("0", Enumerable.Range(0, Tasks).Select(number => $"{number}-fedora-42-x86_64"));
        await Database.ListRightPopAsync(ListKey, Ends);
        var claims = (await queue.ObserveAsync(CancellationToken.None)).Claims.Values.ToList();
        var waiting = claims.Where(claim => claim.State == ClaimState.Waiting).ToArray();
        random.Shuffle(waiting);
        await Database.ListRightPopAsync(ListKey, 1);

        var (end, _) = await MeasureAsync("1,000 task ends", async () =>
            (await queue.CommandAsync(
                [.. claims.Where(claim => claim.IsTaken).Select(claim => new ClaimCommand.End(claim, ReleaseReason.Finished))], CancellationToken.None))
                .Should().Be(Ends));
        var (cancel, _) = await MeasureAsync("1,000 cancels", async () =>
            (await queue.CommandAsync([.. waiting[..Ends].Select(ClaimCommand.Cancel)], CancellationToken.None)).Should().BeInRange(Ends - 1, Ends));
        var (_, observed) = await MeasureAsync("the observation after that", () => queue.ObserveAsync(CancellationToken.None).AsTask());
        var stranger = new ClaimQueue(new RedisStore(Connect()), ["0"], Time);
        var (search, _) = await MeasureAsync("one task end by a process that has not observed", async () =>
            await stranger.CommandAsync([new ClaimCommand.End(waiting[Ends], ReleaseReason.Finished)], CancellationToken.None));

        (await Database.ListLengthAsync(ListKey)).Should().BeInRange(Tasks - (2 * Ends) - 2, Tasks - (2 * Ends) - 1);
        end.Should().BeLessThan(search / 10);
        // Redis compares the elements between what it takes out and the end that is nearer.
        cancel.Should().BeLessThan(search / 4);
        observed.Should().BeLessThan(search / 10, "the group is not read again");
    }

    /// <summary>The longest command while something is done, and all together that took more than a fifth of a millisecond, in milliseconds.</summary>
    private async Task<(double Longest, double Sum)> MeasureAsync(string what, Func<Task> action)
    {
        await Database.ExecuteAsync("CONFIG", "SET", "slowlog-log-slower-than", "200");
        await Database.ExecuteAsync("SLOWLOG", "RESET");
        await action();
        var commands = (RedisResult[])(await Database.ExecuteAsync("SLOWLOG", "GET", "128"))!;
        var times = commands.Select(command => (long)command[2] / 1000.0).DefaultIfEmpty().ToList();
        times.Count.Should().BeLessThan(128, "the log keeps no more");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: the longest command took {times.Max():F1} ms of Redis's time, all long ones {times.Sum():F1} ms."));
        return (times.Max(), times.Sum());
    }
}
