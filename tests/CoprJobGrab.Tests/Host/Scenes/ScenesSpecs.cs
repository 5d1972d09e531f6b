using System.Globalization;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Host.Scenes;

/// <summary>
/// Three grabbers and a store that loses what it has, judged by what workers popped and what was listed.
/// <c>COPRJOBGRAB_SCENES</c> and <c>COPRJOBGRAB_SCENE_TASKS</c> say how many of each scene, <c>COPRJOBGRAB_SEED</c> begins with the seed of one that failed,
/// and <c>COPRJOBGRAB_ROUND_LOG</c> names a file to which each adds its line when it ends.
/// </summary>
[Slow]
public sealed class ScenesSpecs(ITestOutputHelper output)
{
    private const int Shown = 5;

    [Fact]
    public Task After_a_flush_only_what_nobody_had_seen_taken_is_handed_out_again() => PlayAsync(StoreFault.Flushed);

    [Fact]
    public Task After_a_kill_without_persistence_only_what_nobody_had_seen_taken_is_handed_out_again() => PlayAsync(StoreFault.KilledWithoutPersistence);

    [Fact]
    public Task After_an_older_picture_only_what_nobody_had_seen_taken_is_handed_out_again() => PlayAsync(StoreFault.KilledWithOlderPicture);

    [Fact]
    public Task After_the_loss_of_one_companion_key_only_what_nobody_had_seen_taken_is_handed_out_again() => PlayAsync(StoreFault.CompanionKeyDeleted);

    [Fact]
    public Task After_a_suspension_of_the_whole_machine_nothing_is_handed_out_again() => PlayAsync(StoreFault.MachineSuspended);

    [Fact]
    public Task A_stale_list_brings_no_finished_build_back() => PlayAsync(StoreFault.StaleList);

    private async Task PlayAsync(StoreFault fault)
    {
        var rounds = RoundSettings.Number("COPRJOBGRAB_SCENES", 1);
        var tasks = RoundSettings.Number("COPRJOBGRAB_SCENE_TASKS", 400);
        var first = RoundSettings.Number("COPRJOBGRAB_SEED", Random.Shared.Next(1_000_000));
        for (var seed = first; seed < first + rounds; seed++)
        {
            var again = $"COPRJOBGRAB_SCENES=1 COPRJOBGRAB_SEED={seed} COPRJOBGRAB_SCENE_TASKS={tasks} draws the same faults again";
            var began = TimeProvider.System.GetTimestamp();
            await using var scene = await Scene.StartAsync(fault, seed, tasks);
            SceneVerdict verdict;
            try
            {
                verdict = await scene.RunAsync();
            }
            catch (Exception cause)
            {
                Say($"{fault}, seed {seed}, failed; {again}. {cause.Message}");
                throw;
            }

            Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{fault}, seed {seed}: {tasks} tasks in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s, {scene.Losses.Count()} losses, "
                    + $"{scene.Suspensions} suspensions, {scene.StaleLists} stale lists, ")
                + $"{(verdict.Excused.Count == 0 ? "none" : string.Join(", ", verdict.Excused.Select(excuse => $"{excuse.Value} {excuse.Key}")))} excused, "
                    + $"{verdict.Doubled.Count} doubled.");
            verdict.Doubled.Take(Shown).Should().BeEmpty($"{verdict.Doubled.Count} hand-outs are doubled without an excuse; {again}");
        }
    }

    private void Say(string line) => RoundSettings.Say(output, line);
}
