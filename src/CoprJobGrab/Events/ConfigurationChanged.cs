namespace CoprJobGrab;

/// <summary>The configuration has changed while the grabber runs, and is valid.</summary>
/// <param name="Changes">What takes effect with this cycle, each with the new value and the old one.</param>
/// <param name="AtRestart">The paths of options that have changed since the start and take effect with the next start.</param>
public sealed record ConfigurationChanged(IReadOnlyList<string> Changes, IReadOnlyList<string> AtRestart) : JobGrabEvent
{
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(ConfigurationChanged)} {{ When = {When:O}, Changes = {ListText.Of(Changes)}, AtRestart = {ListText.Of(AtRestart)} }}";
}
