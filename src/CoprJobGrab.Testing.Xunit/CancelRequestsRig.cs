namespace CoprJobGrab.Testing.Xunit;

/// <summary>Cancel requests, and the frontend that has them, as a test makes, stops and breaks it.</summary>
public abstract class CancelRequestsRig : IAsyncDisposable
{
    /// <summary>The requests under test.</summary>
    public abstract ICancelRequests Requests { get; }

    /// <summary>What the frontend was told and has taken, in its order. What is told twice may be here once or twice.</summary>
    public abstract IReadOnlyList<CancelAnswer> Taken { get; }

    /// <summary>Users cancel these tasks.</summary>
    public abstract void Request(params IEnumerable<string> taskIds);

    /// <summary>The frontend gives no list and takes nothing from now on, and says so.</summary>
    public abstract void Refuse();

    /// <summary>The frontend does not answer from now on.</summary>
    public abstract void Block();

    /// <summary>Waits until the frontend was asked or told something that it did not answer.</summary>
    public abstract Task WaitUntilAskedAsync();

    /// <summary>The frontend answers again.</summary>
    public abstract void Mend();

    /// <summary>Lets go of the frontend.</summary>
    public abstract ValueTask DisposeAsync();
}
