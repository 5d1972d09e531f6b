using System.Collections.Concurrent;
using System.Text;
using FluentAssertions;

namespace CoprJobGrab.Tests.Host.Versions;

/// <summary>A worker of this version, call by call, beside a leader of any version. It notes each start and each word about an end.</summary>
internal sealed class LeasedWorker(UpgradeScene scene) : IBuildReporter
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortLease = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<string> _started = [];
    private readonly ConcurrentQueue<string> _told = [];

    /// <summary>Each start, as <c>task attempt</c>.</summary>
    public IReadOnlyList<string> Started => [.. _started];

    /// <summary>Each task whose end was told.</summary>
    public IReadOnlyList<string> Told => [.. _told];

    public bool TellsOfGivingBack => false;

    /// <summary>Takes tasks as soon as they wait, with a lease that is renewed.</summary>
    public async Task<IReadOnlyList<TakenBuild>> TakeAsync(int count)
    {
        var taken = new List<TakenBuild>();
        await UpgradeScene.UntilAsync(
            async () =>
            {
                taken.AddRange(await scene.Workers.TakeAsync(["0"], count - taken.Count, Lease, CancellationToken.None));
                return taken.Count == count;
            },
            () => $"{count} tasks are taken; {taken.Count} were");
        taken.ForEach(build => _started.Enqueue($"{build.TaskId} {build.Attempt}"));
        var renewed = await scene.Workers.RenewAsync(taken, Lease, CancellationToken.None);
        renewed.Should().NotContainNulls();
        return [.. renewed.Select(build => build!)];
    }

    /// <summary>The worker dies while it builds: its lease is soon over.</summary>
    public async Task DieAsync(TakenBuild build) =>
        (await scene.Workers.RenewAsync([build], ShortLease, CancellationToken.None)).Should().NotContainNulls();

    /// <summary>Stores that builds have ended, and dies before anybody is told.</summary>
    public async Task EndAndDieAsync(params IEnumerable<TakenBuild> builds)
    {
        var now = TimeProvider.System.GetUtcNow();
        var ended = builds.Select(build => new EndedBuild(
            build, BuildReportText.Write(new BuildReport("0", build.TaskId, build.Data, new BuildOutcome.Succeeded(), now, now)))).ToList();
        (await scene.Workers.EndAsync(ended, "dead", ShortLease, CancellationToken.None)).Should().NotContainNulls();
    }

    /// <summary>Takes over reports whose tellers are gone, tells them and ends the claims.</summary>
    public async Task TellAsync(int count)
    {
        var untold = new List<EndedBuild>();
        await UpgradeScene.UntilAsync(
            async () =>
            {
                untold.AddRange(await scene.Workers.UntoldAsync(["0"], "next", Lease, CancellationToken.None));
                return untold.Count == count;
            },
            () => $"{count} reports are taken over; {untold.Count} were");
        foreach (var (build, report) in untold)
        {
            await EndedAsync(BuildReportText.Read(build, report)!, CancellationToken.None);
            await FinishAsync(build, new BuildRelease.Finished());
        }
    }

    public async Task FinishAsync(TakenBuild build, BuildRelease release) =>
        (await scene.Workers.FinishAsync([(build, release)], CancellationToken.None)).Should().Equal(true);

    public ValueTask<BuildStart> StartAsync(TakenBuild build, CancellationToken cancellationToken)
    {
        _started.Enqueue($"{build.TaskId} {build.Attempt}");
        Encoding.UTF8.GetString(build.Data.Span).Should().Contain(build.TaskId);
        return ValueTask.FromResult<BuildStart>(new BuildStart.Go());
    }

    public ValueTask RunningAsync(TakenBuild build, ReadOnlyMemory<byte> json, DateTimeOffset startedAt, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    public ValueTask EndedAsync(BuildReport report, CancellationToken cancellationToken)
    {
        _told.Enqueue(report.TaskId);
        scene.End(report.TaskId);
        return ValueTask.CompletedTask;
    }
}
