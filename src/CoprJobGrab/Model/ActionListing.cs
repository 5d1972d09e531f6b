namespace CoprJobGrab;

/// <summary>
/// A waiting action as the frontend lists it. Today's frontend lists little more than the id (wire 1.5.8); the record is fetched when somebody handles it.
/// </summary>
/// <param name="Id">The action's id.</param>
public sealed record ActionListing(long Id)
{
    /// <summary>Smaller is sooner (wire 7.7), inside a project too; 0 when the frontend does not say, as that of 2014–2016 never does.</summary>
    public int Priority { get; init; }

    /// <summary>The owner of the project that the action is about; null when there is none or the frontend does not say.</summary>
    public string? ProjectOwner { get; init; }

    /// <summary>The whole record, when the list held it (2014–2016); else null.</summary>
    public ActionTask? Record { get; init; }
}
