namespace CoprJobGrab.Checks;

/// <summary>One thing that is doubtful in the set-up.</summary>
/// <param name="Text">A sentence with the value that was found, and the cure.</param>
/// <param name="IsKnown">False when it could not be checked: that is told, and is never a failure.</param>
/// <param name="IsFatal">True when the grabber must not work, whatever <see cref="CoprJobGrabOptions.Checks"/> says.</param>
internal readonly record struct SetupFinding(string Text, bool IsKnown = true, bool IsFatal = false);
