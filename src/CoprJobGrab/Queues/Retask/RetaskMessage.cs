namespace CoprJobGrab;

/// <summary>The content of a retask envelope (wire 4.2).</summary>
/// <param name="Data">The task's JSON, UTF-8.</param>
/// <param name="Urn">The message's own name, <c>urn:uuid:…</c>; null when the envelope has none, which readers tolerate.</param>
public readonly record struct RetaskMessage(ReadOnlyMemory<byte> Data, string? Urn)
{
    /// <summary>The span that the envelope was pushed in, as W3C Trace Context writes it; null when the envelope has none.</summary>
    public string? TraceParent { get; init; }
}
