namespace CoprJobGrab.Queues.Claims;

/// <summary>
/// The changes that an older picture of a group needs, so that it says again what was known to be taken: Redis came back with what its disk had,
/// or another server took its place.
/// </summary>
/// <param name="Claims">The claims to write again.</param>
/// <param name="Returned">The elements of those claims that wait again although they were seen popped: they are to leave the list.</param>
internal sealed record OlderPicture(IReadOnlyList<Claim> Claims, IReadOnlyDictionary<string, Guid> Returned)
{
    /// <summary>Nothing is missing.</summary>
    public static OlderPicture None { get; } = new([], new Dictionary<string, Guid>());

    /// <summary>Compares.</summary>
    /// <param name="picture">The group as read.</param>
    /// <param name="known">The claims that are known of the group.</param>
    /// <param name="isOlder">True when writes are missing that were known. Otherwise the same writes were known, and pops alone may be missing.</param>
    public static OlderPicture Of(GroupSnapshot picture, IEnumerable<Claim> known, bool isOlder)
    {
        var stored = picture.Claims.ToDictionary(claim => claim.TaskId, StringComparer.Ordinal);
        var claims = new List<Claim>();
        var returned = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var gone in known.Where(
            claim => claim is { IsStored: true, State: not (ClaimState.Waiting or ClaimState.Parked) } && !IsOthers(picture, claim.TaskId)))
        {
            var shown = stored.GetValueOrDefault(gone.TaskId);
            var waits = shown?.State == ClaimState.Waiting;
            // The mark of a claim that was released after the store had gone back is kept; only its element waits again.
            if (shown?.Urn == gone.Urn ? waits : isOlder && gone.IsTaken && (shown is null || !IsLater(shown, gone)))
            {
                claims.Add(gone.Remembered());
                if (waits)
                {
                    returned[gone.TaskId] = shown!.Urn;
                }
            }
        }

        return new OlderPicture(claims, returned);
    }

    /// <summary>
    /// Whether a claim was made after another one of its task, by a leader who did not know that one.
    /// The attempts alone do not tell: a task that was withdrawn is handed out anew with its first attempt.
    /// </summary>
    private static bool IsLater(Claim claim, Claim other) =>
        claim.QueuedAt is { } queuedAt && other.QueuedAt is { } otherAt ? queuedAt > otherAt : claim.Attempt >= other.Attempt;

    /// <summary>An element that somebody else has pushed.</summary>
    private static bool IsOthers(GroupSnapshot picture, string taskId) =>
        picture.OrphanRepair is { } adoption && (adoption.Found.ContainsKey(taskId) || adoption.Replaced.Contains(taskId));
}
