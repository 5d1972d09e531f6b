namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Where the queues of a schedule are.</summary>
internal abstract class Ground : IAsyncDisposable
{
    public static readonly string[] Groups = ["0", "1"];

    /// <summary>
    /// What the store is killed and restarted with: true when it forgets all, false when it keeps all, null when it goes back to its last picture.
    /// </summary>
    public virtual bool? ForgetsAtRestart => true;

    /// <summary>Of a grabber's own process.</summary>
    public abstract IBuildQueue Queue(IReadOnlyList<string> groups);

    /// <summary>Of a grabber's own process.</summary>
    public abstract ILeadership Leadership();

    /// <summary>Its process was killed.</summary>
    public abstract void Died(ILeadership leadership);

    /// <summary>Whether the newest lead that it has seen is its own.</summary>
    public abstract bool LedLast(ILeadership leadership);

    /// <summary>Time passes for the leaderships: who led last takes a lost lead again in its renewal, and others wait.</summary>
    /// <returns>True when a lost lead was taken.</returns>
    public abstract Task<bool> RenewLostAsync(TimeSpan span);

    /// <summary>How often the lease ran out, so that who had it may have been passed over.</summary>
    public int RunOuts { get; private set; }

    /// <summary>The workers' half.</summary>
    public abstract IWorkerQueue Workers { get; }

    /// <summary>What a worker has to ask for, so that its lease lasts so long by the schedule's clock.</summary>
    public virtual TimeSpan LeaseOf(TimeSpan span) => span;

    /// <summary>How long a report is left to its teller.</summary>
    public virtual TimeSpan ReportLeaseOf(TimeSpan span) => span;

    /// <summary>The lease of whoever leads runs out. Where it is lost, who had it stands still for a lease.</summary>
    public Task RunOutAsync()
    {
        RunOuts++;
        return EndLeaseAsync();
    }

    protected abstract Task EndLeaseAsync();

    /// <summary>As a worker does; the task's id, null when nothing waits.</summary>
    public abstract Task<string?> PopAsync(string group);

    public abstract Task<bool> HasIncarnationAsync(string group);

    /// <summary>Whether the store has a claim of the task.</summary>
    public abstract Task<bool> HasClaimAsync(string group, string taskId);

    /// <summary>Whether the store has a release record of the task.</summary>
    public abstract Task<bool> HasRecordAsync(string group, string taskId);

    /// <summary>The ids in the list.</summary>
    public abstract Task<IReadOnlyList<string>> ListedAsync(string group);

    /// <summary>Whether the store has what is to be told of the task's build.</summary>
    public abstract Task<bool> HasReportAsync(string group, string taskId);

    /// <summary>The ids that are claimed or marked, or of which something is to be told.</summary>
    public abstract Task<IReadOnlyList<string>> KeptAsync(string group);

    /// <summary>Loses what the step says.</summary>
    public abstract Task LoseAsync(StepKind what, string group);

    public virtual Task PictureAsync() => Task.CompletedTask;

    public virtual Task RestartAsync() => LoseAsync(StepKind.LoseAll, "0");

    public abstract ValueTask DisposeAsync();
}
