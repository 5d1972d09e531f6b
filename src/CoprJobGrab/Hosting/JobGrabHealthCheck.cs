using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CoprJobGrab.Hosting;

/// <summary>Answers the host's health checks, from what the grabber remembers: it asks nobody, and so never waits.</summary>
internal sealed class JobGrabHealthCheck(Func<HealthCheckResult> judge) : IHealthCheck
{
    private const int CallsInCycle = 10;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    public static JobGrabHealthCheck Ready(CycleHistory history) => new(() => history.Now().Ready());

    public static JobGrabHealthCheck Live(CycleHistory history, LoopOptions loop, FrontendOptions frontend)
    {
        // A frontend that hangs is waited for by each call, and may ask for the longest pause.
        var pause = new[] { LongestPause, loop.LongestPause ?? TimeSpan.Zero, loop.Interval * (1 + loop.Jitter) }.Max();
        return new(() => history.Now().Live(pause + CallsInCycle * frontend.Timeout));
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(judge());
}
