using System.Globalization;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Queues;

/// <summary>What the looks of grabbers that stand by take of Redis's time, by Redis's own count, with a hundred thousand tasks waiting.</summary>
public sealed class StandbyCostSpecs(RedisFixture redis, ITestOutputHelper output) : RedisQueueTest(redis)
{
    private const int Tasks = 100_000;
    private const int Standbys = 2;

    [Fact]
    public async Task Two_standbys_take_at_most_one_percent_of_Redis_s_time_with_a_hundred_thousand_waiting()
    {
        await Grabber().EnqueueAsync("0", Enumerable.Range(0, Tasks).Select(number => $"{number}-fedora-42-x86_64"));
        var queue = new ClaimQueue(new RedisStore(Connect()), ["0"], TimeProvider.System);
        await ShareAsync(queue, "that reads everything");
        await ShareAsync(queue, "that finds nothing new");
        await Worker.DequeueAsync();
        await ShareAsync(queue, "that finds a pop");
    }

    private async Task ShareAsync(ClaimQueue queue, string what)
    {
        var (began, busyBefore) = (TimeProvider.System.GetTimestamp(), await BusyAsync());
        await queue.LookAsync(CancellationToken.None);
        var (took, busy) = (TimeProvider.System.GetElapsedTime(began), await BusyAsync() - busyBefore);

        var share = Standbys * busy / (took + (LookPace.PausesPerLook * took));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"A look {what}: {took.TotalMilliseconds:F1} ms, of Redis's time {busy.TotalMilliseconds:F1} ms; {Standbys} standbys take {share:P2}."));
        share.Should().BeLessThanOrEqualTo(0.01);
    }

    private async Task<TimeSpan> BusyAsync()
    {
        var lines = $"{await Database.ExecuteAsync("INFO", "commandstats")}".Split('\n');
        // A script's own commands are counted beside the script, so that only what a client sends counts here.
        string[] sent = ["cmdstat_eval:", "cmdstat_evalsha:", "cmdstat_hscan:", "cmdstat_hget:", "cmdstat_hlen:", "cmdstat_smembers:"];
        return lines.Where(line => sent.Any(command => line.StartsWith(command, StringComparison.Ordinal)))
            .Select(line => line.Split(',').Single(part => part.StartsWith("usec=", StringComparison.Ordinal))["usec=".Length..])
            .Aggregate(TimeSpan.Zero, (sum, micros) => sum + TimeSpan.FromMicroseconds(long.Parse(micros, CultureInfo.InvariantCulture)));
    }
}
