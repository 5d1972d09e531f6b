namespace CoprJobGrab;

/// <summary>
/// The tasks that should exist according to the frontend, from one fetch. Each list says for itself whether it is complete or no news; a part of a list is
/// never shown.
/// </summary>
public sealed class TaskSnapshot
{
    /// <summary>Makes a snapshot.</summary>
    /// <param name="builds">The builds list.</param>
    public TaskSnapshot(Listing<BuildTask> builds)
    {
        ArgumentNullException.ThrowIfNull(builds);
        Builds = builds;
    }

    /// <summary>The build tasks, in the frontend's order. Equal ids can be in it: the first counts.</summary>
    public Listing<BuildTask> Builds { get; }

    /// <summary>The waiting actions; no news by default.</summary>
    public Listing<ActionListing> Actions { get; init; } = new Listing<ActionListing>.NoNews(null);

    /// <summary>
    /// False when the builds list leaves out tasks that run, as that of 2014–2016 does (wire 1.2.1),
    /// so that the absence of a taken task need not mean its end.
    /// </summary>
    /// <value>The default is true.</value>
    public bool ListsRunningTasks { get; init; } = true;

    /// <summary>The frontend's API version (wire 1.8); 0 when it did not say.</summary>
    public int FrontendApiVersion { get; init; }

    /// <summary>How long ago a cache between got the builds list; null when nobody said.</summary>
    internal TimeSpan? Age { get; init; }

    /// <summary>The clock's timestamp from before the lists were asked for.</summary>
    internal long AskedAt { get; set; }
}
