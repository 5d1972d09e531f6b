using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Workers;

/// <summary>A build is removed from those whose leases are renewed.</summary>
public sealed class RunningBuildsSpecs
{
    [Fact]
    public async Task A_build_is_removed_when_the_renewal_under_way_is_answered()
    {
        await using var rig = new WorkerRig();
        var (answer, end) = (new TaskCompletionSource(), new CancellationTokenSource());
        rig.Queue.Before = name => name == "renew" ? answer.Task : Task.CompletedTask;
        await rig.EnqueueAsync("0", "a");
        var taken = await rig.Queue.TakeAsync(["0"], 1, rig.Parts.Options.Lease, CancellationToken.None);
        using var run = new BuildRun(rig.Parts, taken[0], new OwnLease(rig.Clock.GetTimestamp(), rig.Parts.Options.Lease));
        var builds = new RunningBuilds(rig.Parts);
        builds.Add(run);
        var renewing = builds.RenewAsync(end.Token);
        await rig.Clock.PassAsync(TimeSpan.FromSeconds(20));
        await rig.Queue.Calls.WaitForAsync(call => call.Name == "renew");

        var removal = builds.RemoveAsync(run);

        removal.IsCompleted.Should().BeFalse();
        answer.SetResult();
        await removal;
        await end.CancelAsync();
        await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        end.Dispose();
    }
}
