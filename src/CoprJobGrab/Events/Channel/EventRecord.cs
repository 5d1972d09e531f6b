namespace CoprJobGrab;

/// <summary>One element of an <see cref="EventChannel"/>: what the original put into its event queue (wire 5.1), and the event itself.</summary>
/// <param name="When">When it happened, in seconds since 1970, with a fraction.</param>
/// <param name="Who"><c>action</c> for what happens to an action, <c>jobgrab</c> for the rest.</param>
/// <param name="What">The text of the event, in one line; in the original's words where it had them.</param>
/// <param name="Event">The event.</param>
public sealed record EventRecord(double When, string Who, string What, JobGrabEvent Event);
