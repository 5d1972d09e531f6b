using System.Globalization;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>
/// Three console hosts that run actions, whose leader is killed at random. <c>COPRJOBGRAB_ACTION_ROUNDS</c> and <c>COPRJOBGRAB_ROUND_ACTIONS</c> say how many,
/// <c>COPRJOBGRAB_SEED</c> begins with the seed of a round that failed, and <c>COPRJOBGRAB_ROUND_LOG</c> names a file to which each round adds its line when it
/// ends.
/// </summary>
[Slow]
public sealed class ActionRoundSpecs(ITestOutputHelper output)
{
    private const int Kills = 6;
    private const int Shown = 5;

    [Fact]
    public async Task Killed_leaders_cost_no_action_its_result_begin_none_twice_too_soon_and_keep_none_waiting_that_nothing_had_begun()
    {
        var rounds = RoundSettings.Number("COPRJOBGRAB_ACTION_ROUNDS", 1);
        var actions = RoundSettings.Number("COPRJOBGRAB_ROUND_ACTIONS", 150);
        var first = RoundSettings.Number("COPRJOBGRAB_SEED", Random.Shared.Next(1_000_000));
        var leftRunning = 0;
        for (var seed = first; seed < first + rounds; seed++)
        {
            var again =
                $"COPRJOBGRAB_ACTION_ROUNDS=1 COPRJOBGRAB_SEED={seed} COPRJOBGRAB_ROUND_ACTIONS={actions} draws the same pauses between the kills again";
            var began = TimeProvider.System.GetTimestamp();
            await using var round = await ActionRound.StartAsync(seed, actions);
            IReadOnlyList<string> violations;
            try
            {
                violations = await round.RunAsync(Kills);
            }
            catch (Exception cause)
            {
                RoundSettings.Say(output, $"The round of actions of seed {seed} failed; {again}. {cause.Message}");
                throw;
            }

            RoundSettings.Say(output, string.Create(
                CultureInfo.InvariantCulture,
                $"Actions, seed {seed}: {actions} actions in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s, "
                    + $"{round.Kills} leaders killed, which had begun {round.LeftRunning}, {round.RunAgain} run again after that, "
                        + $"{round.ToldAgain} told again, {violations.Count} violations."));
            violations.Take(Shown).Should().BeEmpty($"{violations.Count} are too many; {again}");
            leftRunning += round.LeftRunning;
        }

        leftRunning.Should().BeGreaterThan(0, "leaders are to be killed while actions run");
    }
}
