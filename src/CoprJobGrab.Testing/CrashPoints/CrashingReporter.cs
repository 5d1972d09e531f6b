namespace CoprJobGrab.Testing;

/// <summary>The steps around a reporter.</summary>
internal sealed class CrashingReporter(IFrontendReporter inner, CrashPoints points) : IFrontendReporter
{
    public ValueTask ReportActionAsync(ActionReport report, CancellationToken cancellationToken) =>
        points.CallAsync($"ReportActionAsync of action {report.ActionId}", () => inner.ReportActionAsync(report, cancellationToken));

    public ValueTask RescheduleAsync(BuildChroot build, CancellationToken cancellationToken) =>
        points.CallAsync("RescheduleAsync", () => inner.RescheduleAsync(build, cancellationToken));
}
