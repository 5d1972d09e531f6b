namespace CoprJobGrab;

/// <summary>
/// Two lists or more did not have tasks that workers have taken, and now they are listed again: their claims were kept, and they are not handed out. The lists that missed them
/// were wrong, or the one that has them is out of date. A task that had ended, and was submitted anew under the same id, waits until its worker is given up:
/// <see cref="ClaimOptions.AbsenceMemory"/>, <see cref="JobGrabber.ForgetTaskAsync"/>.
/// </summary>
/// <param name="TaskIds">The tasks.</param>
public sealed record ClaimsKept(IReadOnlyList<string> TaskIds) : JobGrabEvent
{
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(ClaimsKept)} {{ When = {When:O}, TaskIds = {ListText.Of(TaskIds)} }}";
}
