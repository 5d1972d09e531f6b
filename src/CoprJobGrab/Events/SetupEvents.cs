using CoprJobGrab.Model;

namespace CoprJobGrab.Events;

/// <summary>
/// Something in the set-up is doubtful, or could not be checked.
/// Each finding is told once per process, unless <see cref="CoprJobGrabOptions.Checks"/> says that it is a failure.
/// </summary>
/// <param name="Finding">A sentence with the value that was found, and the cure.</param>
public sealed record SetupDoubtful(string Finding) : JobGrabEvent;

/// <summary>The frontend's API version is below the configured minimum. Told once, and again when the version changes.</summary>
/// <param name="Version">The version that the frontend gives; 0 when it gives none.</param>
/// <param name="Minimum">The minimum that is configured.</param>
public sealed record FrontendTooOld(int Version, int Minimum) : JobGrabEvent;

/// <summary>A sink threw; the other sinks have the event.</summary>
/// <param name="Sink">The sink's type, or the name that was given to <see cref="EventSink.Create"/>.</param>
/// <param name="Error">The exception that it threw.</param>
/// <param name="Failures">How often it has thrown so far; told at the first failure and at each doubling.</param>
public sealed record SinkFailed(string Sink, Exception Error, long Failures) : JobGrabEvent;

/// <summary>A sink's buffer was full, or its destination away, and events were dropped.</summary>
/// <param name="Sink">The sink's type, or the name that was given to <see cref="EventSink.Create"/>.</param>
/// <param name="Count">How many since the last time this was told.</param>
public sealed record EventsDropped(string Sink, long Count) : JobGrabEvent;

/// <summary>The configuration has changed while the grabber runs, and is valid.</summary>
/// <param name="Changes">The changes that take effect with this cycle, each with the new value and the old one.</param>
/// <param name="AtRestart">The paths of options that have changed since the start and take effect with the next start.</param>
public sealed record ConfigurationChanged(IReadOnlyList<string> Changes, IReadOnlyList<string> AtRestart) : JobGrabEvent
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{nameof(ConfigurationChanged)} {{ When = {When:O}, Changes = {ListText.Of(Changes)}, AtRestart = {ListText.Of(AtRestart)} }}";
}

/// <summary>
/// The configuration can be used, but not all of it means what it seems to: what the library cannot express of a <c>copr-be.conf</c>,
/// what the original read wrongly, or which of Copr's defaults apply. Each note is told once per process.
/// </summary>
/// <param name="Note">A sentence with the file, the line and the key.</param>
public sealed record ConfigurationNoted(string Note) : JobGrabEvent;

/// <summary>The configuration has changed while the grabber runs, and is not valid; the last good one stays.</summary>
/// <param name="Faults">Everything that is wrong with it, each with the cure.</param>
public sealed record ConfigurationRefused(IReadOnlyList<string> Faults) : JobGrabEvent
{
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(ConfigurationRefused)} {{ When = {When:O}, Faults = {ListText.Of(Faults)} }}";
}
