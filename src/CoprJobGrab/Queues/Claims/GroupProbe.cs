using CoprJobGrab.Model;

namespace CoprJobGrab.Queues.Claims;

/// <summary>The facts that one observation tells of a group, whatever the group's size.</summary>
/// <param name="Incarnation">Null when there are no claims.</param>
/// <param name="Version">0 when nothing was ever written.</param>
/// <param name="Length">Elements in the list.</param>
/// <param name="Newest">Name of the element that was pushed last; null when the list is empty.</param>
/// <param name="Oldest">Name of the element that is popped next; null when the list is empty.</param>
/// <param name="Epoch">The epoch of the leader that the group obeys; 0 when it never had one.</param>
/// <param name="Time">By the clock of the group's server.</param>
/// <param name="Marks">By task id.</param>
internal sealed record GroupProbe(
    string? Incarnation, long Version, long Length, Guid? Newest, Guid? Oldest, long Epoch, DateTimeOffset Time, IReadOnlyDictionary<string, ClaimMark> Marks)
{
    /// <summary>True when an operator has told a leader of an earlier version that absent tasks are gone.</summary>
    public bool HasConfirmation { get; init; }

    /// <summary>A mark that this version does not know, as <c>task: text</c>; null for none.</summary>
    public string? LaterMark => Marks.FirstOrDefault(mark => mark.Value.IsOfLaterVersion) is { Value: { } later } found ? $"{found.Key}: {later.Text}" : null;
}
