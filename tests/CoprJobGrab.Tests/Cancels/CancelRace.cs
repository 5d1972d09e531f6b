using CoprJobGrab.TestKit;
using CoprJobGrab.Testing;
using FluentAssertions;

namespace CoprJobGrab.Tests.Cancels;

/// <summary>
/// Races of a worker that takes a task against the user who cancels it.
/// Each ends in exactly one of two: the worker has it and the user is told so, or it is gone and the user is told that.
/// </summary>
/// <param name="grabber">The grabber.</param>
/// <param name="pop">A worker that gives no sign takes what has waited longest; false when nothing waits.</param>
/// <param name="leasing">A worker that holds leases.</param>
/// <param name="latest">How long the worker spins before it takes, at most: about as long as a cancel takes.</param>
internal sealed class CancelRace(CoprJobGrabHarness grabber, Func<Task<bool>> pop, IWorkerQueue leasing, int latest)
{
    private const int Kinds = 10;
    private const int WorkerFirst = 0;
    private const int CancelFirst = 1;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>How many of those in which the two came side by side ended with a worker that has the task.</summary>
    public int Taken { get; private set; }

    /// <summary>How many of those in which the two came side by side ended with a task that is gone.</summary>
    public int Gone { get; private set; }

    public async Task RunAsync(int races)
    {
        for (var race = 0; race < races; race++)
        {
            await RunOneAsync(race);
        }
    }

    /// <summary>How the races went in which the two came side by side.</summary>
    public override string ToString() => $"Of those side by side, a worker had it {Taken} times, and it was gone {Gone} times.";

    private async Task RunOneAsync(int race)
    {
        var taskId = $"{race}";
        var told = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        grabber.Cancels.OnAnswer = (answer, _) =>
        {
            told.TrySetResult(answer.WasRunning);
            return ValueTask.CompletedTask;
        };
        grabber.List(Plans.Task(taskId));
        grabber.Time.Advance(TimeSpan.FromSeconds(12));
        (await grabber.RunCycleAsync()).Enqueued.Should().Be(1);
        grabber.List();
        grabber.Cancels.Request(taskId);

        TakenBuild? build = null;
        var isLeasing = race % 2 == 1;
        async Task<bool> TakeAsync() => isLeasing ? (build = await leasing.TakeAsync("0", Lease, CancellationToken.None)) is not null : await pop();
        var isTaken = await RaceAsync(race, TakeAsync);

        // Long after the race.
        var wasRunning = await told.Task.WaitAsync(Deadline, TimeProvider.System);
        wasRunning.Should().Be(isTaken, "the user of task {0} is told what is so", taskId);
        (await pop()).Should().BeFalse("nothing is left of task {0}", taskId);
        if (build is not null)
        {
            var renewed = await leasing.RenewAsync(build, Lease, CancellationToken.None);
            renewed!.IsCancelled.Should().BeTrue("the worker of task {0} is told", taskId);
            await leasing.FinishAsync(renewed, ReleaseReason.Cancelled, CancellationToken.None);
        }

        if (IsSideBySide(race))
        {
            (Taken, Gone) = isTaken ? (Taken + 1, Gone) : (Taken, Gone + 1);
        }
        else
        {
            isTaken.Should().Be(KindOf(race) == WorkerFirst, "one of the two came clearly first");
        }
    }

    /// <summary>Most of them side by side, the worker later by a little more each time; one in ten comes clearly first, and one clearly last.</summary>
    private async Task<bool> RaceAsync(int race, Func<Task<bool>> takeAsync)
    {
        switch (KindOf(race))
        {
            case WorkerFirst:
                var first = await takeAsync();
                await ServeAsync();
                return first;
            case CancelFirst:
                await ServeAsync();
                return await takeAsync();
            default:
                using (var start = new Barrier(2))
                {
                    var taking = Task.Run(() =>
                    {
                        start.SignalAndWait();
                        Thread.SpinWait(race % 97 * latest / 96);
                        return takeAsync();
                    });
                    var serving = Task.Run(() =>
                    {
                        start.SignalAndWait();
                        return ServeAsync();
                    });
                    await Task.WhenAll(taking, serving);
                    return await taking;
                }
        }
    }

    private static int KindOf(int race) => race / 2 % Kinds;

    private static bool IsSideBySide(int race) => KindOf(race) is not WorkerFirst and not CancelFirst;

    private async Task ServeAsync()
    {
        var report = await grabber.RunCancelsAsync();
        (report.Ok, report.Removed + report.Running).Should().Be((true, 1));
    }
}
