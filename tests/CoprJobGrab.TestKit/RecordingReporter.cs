namespace CoprJobGrab.TestKit;

/// <summary>Keeps every report that it was given, and takes or refuses it as the test says.</summary>
public sealed class RecordingReporter : IFrontendReporter
{
    /// <summary>Is asked at each try; by default the report is taken.</summary>
    public Func<ActionReport, CancellationToken, ValueTask> OnReport { get; set; } = (_, _) => ValueTask.CompletedTask;

    /// <summary>Is asked at each try of a build that is to be listed again; by default it is taken.</summary>
    public Func<BuildChroot, CancellationToken, ValueTask> OnReschedule { get; set; } = (_, _) => ValueTask.CompletedTask;

    /// <summary>Every try.</summary>
    public Recording<ActionReport> Tries { get; } = new();

    /// <summary>What was taken.</summary>
    public Recording<ActionReport> Taken { get; } = new();

    /// <summary>Every try of a build that is to be listed again.</summary>
    public Recording<BuildChroot> RescheduleTries { get; } = new();

    /// <summary>The builds that were taken.</summary>
    public Recording<BuildChroot> Rescheduled { get; } = new();

    public async ValueTask ReportActionAsync(ActionReport report, CancellationToken cancellationToken)
    {
        Tries.Add(report);
        await OnReport(report, cancellationToken);
        Taken.Add(report);
    }

    public async ValueTask RescheduleAsync(BuildChroot build, CancellationToken cancellationToken)
    {
        RescheduleTries.Add(build);
        await OnReschedule(build, cancellationToken);
        Rescheduled.Add(build);
    }
}
