namespace CoprJobGrab;

/// <summary>
/// How a worker ends its claim on a build: <see cref="Finished"/>, <see cref="Cancelled"/>, <see cref="GivenBack"/>, <see cref="Interrupted"/> or
/// <see cref="Unfit"/>. It is written down beside the claim, and the leader of the grabbers acts on it in its next cycle.
/// </summary>
public abstract record BuildRelease
{
    private BuildRelease() { }

    /// <summary>The build has ended, and whoever had to be told was told.</summary>
    public sealed record Finished : BuildRelease;

    /// <summary>The user has cancelled the build, and the worker has stopped.</summary>
    public sealed record Cancelled : BuildRelease;

    /// <summary>The worker does not have the build any more, and another one may. This was an attempt.</summary>
    /// <param name="Reason">Why, for the operator; null for none.</param>
    /// <param name="Pause">How long the task waits before it is handed out again, by the store's clock; the default is not at all.</param>
    public sealed record GivenBack(string? Reason = null, TimeSpan Pause = default) : BuildRelease;

    /// <summary>The worker stops, and another one may have the build at once. This was no attempt.</summary>
    public sealed record Interrupted : BuildRelease;

    /// <summary>No worker can build the task: it is parked, until an operator or the frontend says otherwise.</summary>
    /// <param name="Reason">Why, for the operator.</param>
    public sealed record Unfit(string Reason) : BuildRelease;
}
