namespace CoprJobGrab.Testing.Xunit;

/// <summary>A reporter, and the frontend that it tells, as a test sees, stops and breaks it.</summary>
public abstract class FrontendReporterRig : IAsyncDisposable
{
    /// <summary>The reporter under test.</summary>
    public abstract IFrontendReporter Reporter { get; }

    /// <summary>What the frontend has taken, in its order. An action that is told twice may be here once or twice.</summary>
    public abstract IReadOnlyList<ActionReport> Taken { get; }

    /// <summary>The builds that the frontend lists again, in its order. A build that is told twice may be here once or twice.</summary>
    public abstract IReadOnlyList<BuildChroot> Rescheduled { get; }

    /// <summary>The actions that the frontend knows and that have no result yet.</summary>
    public abstract void Open(params IEnumerable<long> ids);

    /// <summary>The frontend takes nothing from now on and says so.</summary>
    public abstract void Refuse();

    /// <summary>The frontend does not answer from now on.</summary>
    public abstract void Block();

    /// <summary>Waits until the frontend was told something that it did not answer.</summary>
    public abstract Task WaitUntilToldAsync();

    /// <summary>The frontend takes everything again.</summary>
    public abstract void Mend();

    /// <summary>Lets go of the frontend.</summary>
    public abstract ValueTask DisposeAsync();
}
