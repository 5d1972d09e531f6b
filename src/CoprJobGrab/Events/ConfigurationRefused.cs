namespace CoprJobGrab;

/// <summary>The configuration has changed while the grabber runs, and is not valid; the last good one stays.</summary>
/// <param name="Faults">Everything that is wrong with it, each with the cure.</param>
public sealed record ConfigurationRefused(IReadOnlyList<string> Faults) : JobGrabEvent
{
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(ConfigurationRefused)} {{ When = {When:O}, Faults = {ListText.Of(Faults)} }}";
}
