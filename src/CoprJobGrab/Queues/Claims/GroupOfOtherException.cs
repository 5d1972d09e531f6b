using CoprJobGrab.Model;

namespace CoprJobGrab.Queues.Claims;

/// <summary>A builder group on this Redis belongs to a grabber with another name, so that this one must not lead it.</summary>
internal sealed class GroupOfOtherException(string groupId, string key, GrabberName own, string owner)
    : CoprJobGrabException(TextOf(groupId, key, own, owner), null)
{
    public static string TextOf(string groupId, string key, GrabberName own, string owner) =>
        $"Builder group '{groupId}' belongs to {Named(owner)}, which led it first, and this is {own}: "
            + "two farms would push into one list. Give the group another id here, or, when the list is meant to move from one farm to the other, "
            + (own.Value is null ? $"HDEL {key} owner" : $"HSET {key} owner {own.Value}")
            + ", as docs/operations.md says.";

    /// <summary>Why an operator of a name is shown nothing of a group; null when the group is that name's or nobody's.</summary>
    public static BuildQueueException? ForOperator(string groupId, GrabberName own, string owner, long epoch) =>
        owner == own.Options || (owner.Length == 0 && epoch == 0)
            ? null
            : new($"Builder group '{groupId}' belongs to {Named(owner)}, and this asks as {own}: ask as {Named(owner)}, or leave the group out");

    private static GrabberName Named(string owner) => new(owner.Length == 0 ? null : owner);
}
