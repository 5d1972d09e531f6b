namespace CoprJobGrab;

/// <summary>
/// The configuration can be used, but not all of it means what it seems to: what the library cannot express of a <c>copr-be.conf</c>, what the original read wrongly, or
/// which of Copr's defaults apply. Each note is told once per process.
/// </summary>
/// <param name="Note">A sentence with the file, the line and the key.</param>
public sealed record ConfigurationNoted(string Note) : JobGrabEvent;
