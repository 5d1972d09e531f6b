using System.Globalization;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>
/// Three console hosts on one Redis, killed and paused at random while tasks come and go. <c>COPRJOBGRAB_ROUNDS</c> and <c>COPRJOBGRAB_ROUND_TASKS</c> make it longer,
/// <c>COPRJOBGRAB_SEED</c> begins with the seed of a round that failed.
/// </summary>
public sealed class RoundsSpecs(ITestOutputHelper output)
{
    [Fact]
    public async Task Killed_and_paused_hosts_hand_out_each_task_once()
    {
        var rounds = Number("COPRJOBGRAB_ROUNDS", 3);
        var tasks = Number("COPRJOBGRAB_ROUND_TASKS", 7_000);
        var first = Number("COPRJOBGRAB_SEED", Random.Shared.Next(1_000_000));
        var takeOvers = new List<TimeSpan>();
        for (var seed = first; seed < first + rounds; seed++)
        {
            await using var round = await Round.StartAsync(seed, tasks);
            try
            {
                await round.RunAsync();
                await round.CheckAsync();
            }
            catch (Exception)
            {
                Say($"The round of seed {seed} failed; COPRJOBGRAB_ROUNDS=1 COPRJOBGRAB_SEED={seed} COPRJOBGRAB_ROUND_TASKS={tasks} draws the same faults again.");
                throw;
            }

            takeOvers.AddRange(round.TakeOvers);
            Say($"Seed {seed}: {tasks} tasks, {round.Kills} kills, {round.Stops} pauses, {round.KilledWorkers} workers killed, {round.TakeOvers.Count} take-overs.");
        }

        takeOvers.Should().NotBeEmpty("leaders are to be lost");
        takeOvers.Sort();
        Say(string.Create(CultureInfo.InvariantCulture, $"Take-over: median {takeOvers[takeOvers.Count / 2].TotalSeconds:F2} s, worst {takeOvers[^1].TotalSeconds:F2} s."));
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private void Say(string line)
    {
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
