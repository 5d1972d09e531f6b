using CoprJobGrab.Model;

namespace CoprJobGrab.Queues.Memory;

/// <summary>One group's list, its claims, and what is kept beside them. Its owner holds the lock.</summary>
internal sealed class InMemoryGroup
{
    public InMemoryList Waiting { get; } = new();

    /// <summary>As stored: without standing and mark.</summary>
    public Dictionary<string, Claim> Claims { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ClaimMark> Marks { get; } = new(StringComparer.Ordinal);

    public string? Incarnation { get; set; } = Guid.NewGuid().ToString("N");

    public long Epoch { get; set; }

    public long Version { get; set; }

    public long Revision { get; set; }

    public void Store(Claim claim) => Claims[claim.TaskId] = claim.Unmarked(ClaimState.Waiting);

    public void Release(string taskId, Guid urn, int attempt, ReleaseReason reason) =>
        Marks[taskId] = ClaimMark.Read(ClaimMark.ReleaseText(urn, attempt, ++Revision, reason));

    public void LoseClaims()
    {
        Claims.Clear();
        Incarnation = null;
    }
}
