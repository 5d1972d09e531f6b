using CoprJobGrab.Model;
using CoprJobGrab.Queues.Claims;

namespace CoprJobGrab.Queues.Memory;

/// <summary>One group's list, its claims, and what is kept beside them. Its user holds the lock.</summary>
internal sealed class InMemoryGroup
{
    public InMemoryList Waiting { get; } = new();

    /// <summary>As stored: silent or parked, and without marks.</summary>
    public Dictionary<string, Claim> Claims { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ClaimMark> Marks { get; } = new(StringComparer.Ordinal);

    /// <summary>What is to be told of the builds that have ended, by task id.</summary>
    public Dictionary<string, InMemoryReport> Reports { get; } = new(StringComparer.Ordinal);

    /// <summary>In a memory that never lost anything there is one from the start.</summary>
    public string? Incarnation { get; set; } = Guid.NewGuid().ToString("N");

    public long Epoch { get; set; }

    public long Version { get; set; }

    public long Revision { get; set; }

    public void Store(Claim claim) =>
        Claims[claim.TaskId] = claim.Unmarked(claim.ParkedBecause is null ? ClaimState.Silent : ClaimState.Parked) with { IsStored = true };

    /// <summary>Whether the stored claim of the task is this one; null, and a claim that was not stored, are none at all.</summary>
    public bool IsCurrent(string taskId, Claim? claim)
    {
        var stored = Claims.GetValueOrDefault(taskId);
        return claim is not { IsStored: true } ? stored is null : stored is not null && Is(stored, claim.Urn, claim.Attempt);
    }

    public static bool Is(Claim stored, Guid urn, int attempt) => stored.Urn == urn && stored.Attempt == attempt;

    public void LoseClaims()
    {
        Claims.Clear();
        Incarnation = null;
    }

    public void LoseMeta() => (Epoch, Version, Revision) = (0, 0, 0);

    public GroupProbe Probe(DateTimeOffset now) => new(
        Incarnation,
        Version,
        Waiting.Count,
        Waiting.Newest?.Name,
        Waiting.Next?.Name,
        Epoch,
        now,
        Marks.Where(mark => mark.Key.Length > 0).ToDictionary(mark => mark.Key, mark => mark.Value, StringComparer.Ordinal))
    {
        HasConfirmation = Marks.ContainsKey(""),
    };
}
