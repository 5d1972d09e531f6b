namespace CoprJobGrab.Sources.Http;

/// <summary>The lists of one answer, which was read to its end.</summary>
/// <param name="Builds">The build tasks.</param>
internal sealed record BuildAnswer(Listing<BuildTask>.Complete Builds)
{
    /// <summary>The actions of the same answer; no news where it has none, or none that can be read.</summary>
    public Listing<ActionListing> Actions { get; init; } = new Listing<ActionListing>.NoNews(null);

    /// <summary>0 when the frontend did not say (wire 1.8).</summary>
    public int ApiVersion { get; init; }

    /// <summary>How long ago a cache between got the answer; null when it came from the frontend itself, as far as anybody said.</summary>
    public TimeSpan? Age { get; init; }
}
