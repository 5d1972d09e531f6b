namespace CoprJobGrab;

/// <summary>
/// It could not be noted beside the lead that an action begins or has ended. One that would begin waits for the next cycle; the note of one that has ended is removed later.
/// </summary>
/// <param name="Error">What was tried, and why it failed.</param>
public sealed record ActionNotesFailed(Exception Error) : JobGrabEvent;
