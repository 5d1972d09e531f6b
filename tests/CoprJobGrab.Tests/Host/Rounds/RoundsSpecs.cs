using System.Globalization;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>
/// Three console hosts on one Redis, killed and paused at random while tasks come and go.
/// <c>COPRJOBGRAB_ROUNDS</c> and <c>COPRJOBGRAB_ROUND_TASKS</c> say how many, <c>COPRJOBGRAB_SEED</c> begins with the seed of a round that failed,
/// and <c>COPRJOBGRAB_ROUND_LOG</c> names a file to which each round adds its line when it ends.
/// </summary>
[Slow]
public sealed class RoundsSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task Killed_and_paused_hosts_hand_out_each_task_once()
    {
        var rounds = RoundSettings.Number("COPRJOBGRAB_ROUNDS", 3);
        var tasks = RoundSettings.Number("COPRJOBGRAB_ROUND_TASKS", 20_000);
        var first = RoundSettings.Number("COPRJOBGRAB_SEED", Random.Shared.Next(1_000_000));
        var takeOvers = new List<TimeSpan>();
        for (var seed = first; seed < first + rounds; seed++)
        {
            var began = TimeProvider.System.GetTimestamp();
            await using var round = await Round.StartAsync(seed, tasks);
            try
            {
                await round.RunAsync();
                await round.CheckAsync();
            }
            catch (Exception cause)
            {
                Say($"The round of seed {seed} failed; "
                    + $"COPRJOBGRAB_ROUNDS=1 COPRJOBGRAB_SEED={seed} COPRJOBGRAB_ROUND_TASKS={tasks} draws the same faults again. {cause.Message}");
                throw;
            }

            takeOvers.AddRange(round.TakeOvers);
            Say(string.Create(
                CultureInfo.InvariantCulture,
                $"Seed {seed}: {tasks} tasks in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s, {round.Kills} kills, {round.Stops} pauses, "
                    + $"{round.KilledWorkers} workers killed, 0 lost, 0 doubled, ")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{round.Writes.Accepted} writes accepted, all of the epoch held, {round.Writes.Refused} of an old one refused, ")
                + string.Create(CultureInfo.InvariantCulture, $"{round.TakeOvers.Count} take-overs: {string.Join(' ', round.TakeOvers.Select(Seconds))} s."));
        }

        takeOvers.Should().NotBeEmpty("leaders are to be lost");
        takeOvers.Sort();
        Say($"Take-over: median {Seconds(takeOvers[takeOvers.Count / 2])} s, worst {Seconds(takeOvers[^1])} s.");
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture);

    private void Say(string line) => RoundSettings.Say(output, line);
}
