namespace CoprJobGrab;

/// <summary>
/// What the frontend says should exist, from one fetch. The list of builds is complete, or there is no snapshot; the other lists say for themselves whether they
/// are. Disposing the snapshot ends the life of its <see cref="BuildTask"/>s.
/// </summary>
public sealed class TaskSnapshot : IDisposable
{
    private readonly IDisposable? _body;

    /// <summary>Makes a snapshot from whole records.</summary>
    /// <param name="builds">Every well-formed build task, in the frontend's order.</param>
    /// <param name="malformed">The records that could not be used.</param>
    public TaskSnapshot(IReadOnlyList<BuildTask> builds, IReadOnlyList<MalformedRecord>? malformed = null)
        : this(builds, malformed ?? [], body: null)
    {
    }

    internal TaskSnapshot(IReadOnlyList<BuildTask> builds, IReadOnlyList<MalformedRecord> malformed, IDisposable? body)
    {
        ArgumentNullException.ThrowIfNull(builds);
        Builds = builds;
        Malformed = malformed;
        _body = body;
    }

    /// <summary>The well-formed build tasks, in the frontend's order. Equal ids can be in it: the first counts.</summary>
    public IReadOnlyList<BuildTask> Builds { get; }

    /// <summary>The records of the builds list that could not be used.</summary>
    public IReadOnlyList<MalformedRecord> Malformed { get; }

    /// <summary>The waiting actions; no news by default.</summary>
    public Listing<ActionListing> Actions { get; init; } = new Listing<ActionListing>.NoNews(null);

    /// <summary>The ids of the tasks that users want cancelled (spec 1.5.2); no news by default.</summary>
    public Listing<string> CancelRequests { get; init; } = new Listing<string>.NoNews(null);

    /// <summary>The frontend's API version (spec 1.8); 0 when it did not say.</summary>
    public int FrontendApiVersion { get; init; }

    /// <summary>Records in the builds list, the malformed ones included.</summary>
    public int Listed => Builds.Count + Malformed.Count;

    /// <inheritdoc/>
    public void Dispose() => _body?.Dispose();
}
