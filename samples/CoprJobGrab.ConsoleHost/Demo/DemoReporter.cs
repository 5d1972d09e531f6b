namespace CoprJobGrab.ConsoleHost.Demo;

/// <summary>Takes a build from the frontend's list when it has ended.</summary>
internal sealed class DemoReporter(DemoFrontend frontend) : IBuildReporter
{
    public bool TellsOfGivingBack => false;

    public ValueTask<BuildStart> StartAsync(TakenBuild build, CancellationToken cancellationToken) => ValueTask.FromResult<BuildStart>(new BuildStart.Go());

    public ValueTask RunningAsync(TakenBuild build, ReadOnlyMemory<byte> json, DateTimeOffset startedAt, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    public ValueTask EndedAsync(BuildReport report, CancellationToken cancellationToken)
    {
        frontend.Finish(report.TaskId);
        return ValueTask.CompletedTask;
    }
}
