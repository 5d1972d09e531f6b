using Microsoft.Extensions.Time.Testing;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Time that passes, in which live workers renew their leases and leases on the lead run out.</summary>
internal sealed class ScheduleClock(FakeTimeProvider time, Ground ground, WorkerCrew workers, GrabberFleet grabbers)
{
    private static readonly TimeSpan LeadRunsOut = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RenewsAgain = LeadRunsOut / 3;

    /// <summary>A little more than the poll interval.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromSeconds(11);

    public void Tick() => time.Advance(TimeSpan.FromMilliseconds(1));

    public async Task AdvanceAsync(TimeSpan span)
    {
        await workers.FinishLongestAsync(span);
        await workers.RenewForAsync(span);
        time.Advance(span);
        await workers.RenewAllAsync(ofStalledToo: false);
        var isTakenAgain = span >= RenewsAgain && await ground.RenewLostAsync(span);
        if (span >= LeadRunsOut && !isTakenAgain)
        {
            await ground.RunOutAsync();
        }
    }

    public async Task PollAllAsync(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await AdvanceAsync(Turn);
            for (var index = 0; index < grabbers.Count; index++)
            {
                await grabbers.PollAsync(index);
            }
        }
    }

    public async Task PatienceAsync()
    {
        for (var times = 0; times < 3; times++)
        {
            await AdvanceAsync(TimeSpan.FromHours(27));
            await PollAllAsync(3);
        }

        // Ten lists of one lead end the claim of a taken task that they do not have.
        await PollAllAsync(9);
    }
}
