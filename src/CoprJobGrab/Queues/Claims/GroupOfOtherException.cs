using CoprJobGrab.Model;

namespace CoprJobGrab.Queues.Claims;

/// <summary>A builder group on this Redis belongs to a grabber with another name, so that this one must not lead it.</summary>
internal sealed class GroupOfOtherException(string groupId, string key, GrabberName own, string owner)
    : CoprJobGrabException(TextOf(groupId, key, own, owner), null)
{
    public static string TextOf(string groupId, string key, GrabberName own, string owner) =>
        $"Builder group '{groupId}' belongs to {new GrabberName(owner.Length == 0 ? null : owner)}, which led it first, and this is {own}: "
            + "two farms would push into one list. Give the group another id here, or, when the list is meant to move from one farm to the other, "
            + (own.Value is null ? $"HDEL {key} owner" : $"HSET {key} owner {own.Value}")
            + ", as docs/operations.md says.";
}
