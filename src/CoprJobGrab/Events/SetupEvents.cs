using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace CoprJobGrab.Events;

/// <summary>The frontend's API version is below the configured minimum. Told once, and again when the version changes.</summary>
/// <param name="Version">The version that the frontend gives; 0 when it gives none.</param>
/// <param name="Minimum">The minimum that is configured.</param>
public sealed record FrontendTooOld(int Version, int Minimum) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(14, LogLevel.Warning, InSetup, "The frontend's API version {Version} is below the configured minimum {Minimum}", Version, Minimum);
}

/// <summary>A sink threw; the other sinks have the event.</summary>
/// <param name="Sink">The sink's type, or the name that was given to <see cref="EventSink"/>.</param>
/// <param name="Failures">How often it has thrown so far; told at the first failure and at each doubling.</param>
public sealed record SinkFailed(string Sink, long Failures) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(25, LogLevel.Error, InSetup, "Failures of the event sink {Sink} so far: {Failures}; the last one: {Reason}", Sink, Failures, Error);
}

/// <summary>The configuration has changed while the grabber runs, and is valid.</summary>
/// <param name="Changes">The changes that take effect with this cycle, each with the new value and the old one.</param>
/// <param name="AtRestart">The paths of options that have changed since the start and take effect with the next start.</param>
public sealed record ConfigurationChanged(IReadOnlyList<string> Changes, IReadOnlyList<string> AtRestart) : JobGrabEvent
{
    internal override EventSentence Sentence => new(58, LogLevel.Information, InSetup, "The configuration has changed: {Changes}", ChangesText);

    private string ChangesText => (Changes.Count == 0 ? "nothing that takes effect now" : string.Join("; ", Changes))
        + (AtRestart.Count == 0 ? "" : $"; with the next start: {string.Join(", ", AtRestart)}");
}

/// <summary>The configuration has changed while the grabber runs, and is not valid; the last good one stays.</summary>
/// <param name="Faults">Everything that is wrong with it, each with the cure.</param>
public sealed record ConfigurationRefused(IReadOnlyList<string> Faults) : JobGrabEvent
{
    internal override EventSentence Sentence =>
        new(59, LogLevel.Warning, InSetup, "The configuration has changed and is refused, so that the last good one stays: {Faults}", string.Join(' ', Faults));
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, UseStringEnumConverter = true)]
[JsonSerializable(typeof(FrontendTooOld))]
[JsonSerializable(typeof(SinkFailed))]
[JsonSerializable(typeof(ConfigurationChanged))]
[JsonSerializable(typeof(ConfigurationRefused))]
internal sealed partial class SetupJson : JsonSerializerContext;
