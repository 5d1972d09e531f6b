using CoprJobGrab.TestKit;
using Xunit;

namespace CoprJobGrab.Tests.Host.Versions;

/// <summary>The version before this one and this one lead and stand by on one Redis. What one has stored the other reads, both ways.</summary>
[Slow]
public sealed class VersionBeforeSpecs
{
    [Fact]
    public Task The_version_before_hands_the_lead_over_and_takes_it_again_with_nothing_lost() => ChangeTwiceAsync(VersionBefore.StartAsync, StartAsync);

    [Fact]
    public Task This_version_hands_the_lead_over_to_the_one_before_and_takes_it_again_with_nothing_lost() =>
        ChangeTwiceAsync(StartAsync, VersionBefore.StartAsync);

    [Fact]
    public async Task The_version_before_reads_elements_that_say_their_span_and_hands_them_back_with_nothing_lost()
    {
        await using var scene = await UpgradeScene.StartAsync();
        await using var first = await scene.StartTracedAsync();
        var traced = await scene.ListAndSeeAsync(60, isTraced: true);
        var second = await scene.StartAsync(VersionBefore.StartAsync, "standby");

        await first.HandOverAsync();
        await UpgradeScene.IsAsync(second, "leader");
        await scene.WithdrawAsync(traced[0]);
        var plain = await scene.ListAndSeeAsync(60, isTraced: false);

        await using var third = await scene.StartTracedAsync();
        await second.KillAsync();
        await scene.ListAndSeeAsync(60, isTraced: true);
        await scene.WithdrawAsync(traced[2]);
        await scene.WithdrawAsync(plain[1]);
        scene.StartWorkers();
        await scene.CheckAsync();
    }

    [Fact]
    public async Task The_version_before_adopts_elements_that_say_their_span_with_nothing_lost_or_doubled()
    {
        await using var scene = await UpgradeScene.StartAsync();
        await using var first = await scene.StartTracedAsync();
        var traced = await scene.ListAndSeeAsync(60, isTraced: true);
        var second = await scene.StartAsync(VersionBefore.StartAsync, "standby");
        await first.HandOverAsync();
        await UpgradeScene.IsAsync(second, "leader");
        await scene.ListAndSeeAsync(60, isTraced: false);

        await scene.LoseClaimsAsync();
        await scene.WithdrawAsync(traced[0]);
        scene.StartWorkers();
        scene.List(30);
        await scene.CheckAsync();
    }

    private static Task<ProgramRun> StartAsync(params IEnumerable<string> arguments) => Task.FromResult(ConsoleHost.Start(arguments));

    /// <summary>One version leads, hands over to the other, which is killed, and leads again.</summary>
    private static async Task ChangeTwiceAsync(StartHost one, StartHost other)
    {
        await using var scene = await UpgradeScene.StartAsync();
        var first = await scene.StartAsync(one, "leader");
        var second = await scene.StartAsync(other, "standby");
        await scene.ForgetAsync(other);
        var build = await scene.TakeAsync();
        scene.StartWorkers();
        await scene.ActAsync();
        scene.List(150);
        await scene.CancelAsync(async () =>
        {
            await first.SignalAsync("TERM");
            await first.WaitForEndAsync();
            await UpgradeScene.IsAsync(second, "leader");
        });

        var third = await scene.StartAsync(one, "standby");
        await scene.FinishAsync(build);
        await scene.ActAsync();
        scene.List(150);
        await scene.KeepOutcomeAsync(async () =>
        {
            await second.KillAsync();
            await UpgradeScene.IsAsync(third, "leader");
        });

        scene.List(50);
        await scene.CheckAsync();
    }
}
