namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>One grabber process, as much of its memory as matters.</summary>
/// <param name="Phase">Where it is in its cycle.</param>
/// <param name="Epoch">Of its leadership.</param>
/// <param name="Absences">Lists in a row that missed the task.</param>
/// <param name="Listed">Whether the list in hand has the task.</param>
/// <param name="IsStale">Whether the list in hand is out of date.</param>
/// <param name="Presence">What the lists of its lead say of the task.</param>
/// <param name="Seen">What it observed of each group.</param>
/// <param name="ListRevision">The revision that it had observed of each group when it asked for the list in hand.</param>
/// <param name="SawTaken">The element that it last saw taken, 0 for none: what it can remember after a loss.</param>
/// <param name="CouldKnow">Whether it has had time to see an element taken, by cycles or while it stood by: the judge's, not its own.</param>
/// <param name="SawAttempt">The attempt of that element.</param>
/// <param name="SawGroup">The group of that element.</param>
/// <param name="Overdue">As of the observation, the claim's lease or patience had run out.</param>
/// <param name="Requested">Its last list of cancel requests has the task.</param>
/// <param name="Heard">It has had a list of cancel requests in this lead.</param>
/// <param name="Withheld">The task was cancelled when the list in hand was asked for.</param>
/// <param name="PushedFirst">What it has pushed and not claimed yet, where these are two steps.</param>
internal readonly record struct Grabber(
    Phase Phase, byte Epoch, byte Absences, bool Listed, bool IsStale, Presence Presence, Pair<Picture> Seen, Pair<byte> ListRevision, byte SawTaken,
    bool CouldKnow, byte SawAttempt, byte SawGroup, bool Overdue, bool Requested, bool Heard, bool Withheld, byte PushedFirst);
