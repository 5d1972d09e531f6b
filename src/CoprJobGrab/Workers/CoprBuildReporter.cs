using System.Net;
using CoprJobGrab.Sources.Http;

namespace CoprJobGrab.Workers;

/// <summary>Tells Copr's frontend what becomes of builds, in the protocol of its era.</summary>
internal sealed class CoprBuildReporter(FrontendBuilds frontend, IFrontendReporter reporter, TimeProvider time) : IBuildReporter
{
    private const int Failed = 0, Succeeded = 1, Running = 3;

    /// <inheritdoc/>
    /// <value>True for the protocol of 2014–2016.</value>
    public bool TellsOfGivingBack => frontend.Known == FrontendProtocol.Waiting;

    public async ValueTask<BuildStart> StartAsync(TakenBuild build, CancellationToken cancellationToken)
    {
        var protocol = await frontend.ProtocolAsync(cancellationToken).ConfigureAwait(false);
        if (ToldBuild.Of(build.TaskId, build.Data) is not { } told)
        {
            return new BuildStart.Unfit($"neither the record nor the id of task {build.TaskId} names a build of Copr's");
        }

        ReadOnlyMemory<byte>? whole = null;
        if (protocol == FrontendProtocol.Pending && !told.IsWhole)
        {
            try
            {
                whole = await frontend.RecordAsync(build.TaskId, told.IsSource, cancellationToken).ConfigureAwait(false);
            }
            catch (TaskSourceException fault) when (fault is { Status: HttpStatusCode.NotFound, HasJson: true })
            {
                return new BuildStart.Refused("the frontend does not know the task any more");
            }

            if (whole is not { } record)
            {
                return new BuildStart.Unfit("the frontend has no record to build by, as where the chroot is disabled in the project or at the end of its life");
            }

            told = ToldBuild.Of(build.TaskId, record) ?? told;
        }

        if (!build.IsHeld())
        {
            throw new OperationCanceledException("The lease was over before the frontend could be asked whether the build may start.");
        }

        var message = protocol == FrontendProtocol.Waiting ? told.ToStart() : told.ToStart(time.GetUtcNow());
        return await frontend.StartAsync(build.TaskId, message, cancellationToken).ConfigureAwait(false)
            ? new BuildStart.Go(whole)
            : new BuildStart.Refused("the frontend says that the build must not start: it was cancelled or deleted");
    }

    public async ValueTask RunningAsync(TakenBuild build, ReadOnlyMemory<byte> json, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var told = Told(build.TaskId, json);
        await frontend.UpdateAsync(told.Id, told.TaskId, told.ToUpdate(Running, startedAt), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask EndedAsync(BuildReport report, CancellationToken cancellationToken)
    {
        var told = Told(report.TaskId, report.Json);
        switch (report.Outcome)
        {
            case BuildOutcome.Succeeded succeeded:
                await EndedAsync(told, report, Succeeded, succeeded.Members, cancellationToken).ConfigureAwait(false);
                break;
            case BuildOutcome.Failed failed:
                await EndedAsync(told, report, Failed, failed.Members, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await reporter.RescheduleAsync(new BuildChroot(told.Id, told.TaskId, told.Chroot), cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask EndedAsync(ToldBuild told, BuildReport report, int status, string? members, CancellationToken cancellationToken)
    {
        var update = told.ToUpdate(status, report.StartedAt, report.EndedAt, members);
        await frontend.UpdateAsync(told.Id, told.TaskId, update, cancellationToken).ConfigureAwait(false);
    }

    private static ToldBuild Told(string taskId, ReadOnlyMemory<byte> json) => ToldBuild.Of(taskId, json)
        ?? throw new TaskSourceException(TaskSourceFault.WrongShape, $"Neither the record nor the id of task {taskId} names a build of Copr's.");
}
