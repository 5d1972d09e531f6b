namespace CoprJobGrab.Tests.Telemetry;

/// <summary>A queue whose writes a listener records, so that every element that it pushes says in which span that was.</summary>
internal sealed class TracedQueue(IBuildQueue inner) : DelegatingBuildQueue(inner)
{
    private static readonly TestTrace Trace = new();

    public override async ValueTask<IReadOnlyList<GroupResult>> ApplyAsync(GrabPlan plan, CancellationToken cancellationToken) =>
        await Trace.RunAsync(() => base.ApplyAsync(plan, cancellationToken).AsTask());
}
