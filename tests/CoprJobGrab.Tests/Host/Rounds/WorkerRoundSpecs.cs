using System.Globalization;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>
/// Grabbers, .NET workers, Python workers and Redis, killed and paused at random while builds run.
/// <c>COPRJOBGRAB_WORKER_ROUNDS</c> and <c>COPRJOBGRAB_WORKER_BUILDS</c> say how many, <c>COPRJOBGRAB_SEED</c> begins with the seed of a round that failed,
/// and <c>COPRJOBGRAB_ROUND_LOG</c> names a file to which each round adds its line when it ends.
/// </summary>
[Slow]
public sealed class WorkerRoundSpecs(ITestOutputHelper output)
{
    private const int Shown = 5;

    [Fact]
    public async Task Killed_and_paused_processes_cost_no_build_its_end_and_have_none_run_or_told_twice_but_for_their_own()
    {
        var rounds = RoundSettings.Number("COPRJOBGRAB_WORKER_ROUNDS", 1);
        var builds = RoundSettings.Number("COPRJOBGRAB_WORKER_BUILDS", 200);
        var first = RoundSettings.Number("COPRJOBGRAB_SEED", Random.Shared.Next(1_000_000));
        for (var seed = first; seed < first + rounds; seed++)
        {
            var again = $"COPRJOBGRAB_WORKER_ROUNDS=1 COPRJOBGRAB_SEED={seed} COPRJOBGRAB_WORKER_BUILDS={builds} draws the same faults again";
            var began = TimeProvider.System.GetTimestamp();
            await using var round = await WorkerRound.StartAsync(seed, builds);
            WorkerJudge judge;
            try
            {
                judge = await round.RunAsync();
            }
            catch (Exception cause)
            {
                RoundSettings.Say(output, $"The round of workers of seed {seed} failed; {again}. {cause.Message}");
                throw;
            }

            var violations = judge.Violations();
            RoundSettings.Say(output, string.Create(
                CultureInfo.InvariantCulture,
                $"Workers, seed {seed}, {(WorkerRound.KeepsFileWith(seed) ? "with" : "without")} AOF: {builds} builds in "
                    + $"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s, {round.Kills} kills, {round.Pauses} pauses, "
                    + $"{round.RedisFaults} of Redis, {judge.RunAgain} run again, "
                    + $"{judge.Overlaps} beside what a dead or paused worker left, {judge.ToldAgain.Count} told again, "
                    + $"{violations.Count} violations."));
            // What is excused is shown too: the page says why each came.
            var excused = judge.ToldAgain.Select(task => (TaskId: task, Text: $"the end of {task} was told again"));
            foreach (var (task, text) in violations.Take(Shown).Concat(excused.Take(Shown)))
            {
                RoundSettings.Say(output, string.Join("\n  ", [text, .. judge.Evidence(task), .. round.SaidOf(task)]));
            }

            violations.Should().BeEmpty($"{violations.Count} are too many; {again}");
        }
    }
}
