using System.Text.Json.Serialization;

namespace CoprJobGrab.Model;

/// <summary>One builder group in a <see cref="CyclePicture"/>: its claims by their states, and what it may not run yet.</summary>
internal sealed record GroupPicture(string GroupId, int Waiting, int Leased, int Silent, int Released, int Parked)
{
    /// <summary>When the task was queued that has waited longest, by the store's clock; null when none waits, or that was not written down.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>How many wait that were queued then.</summary>
    public int OfOldest { get; init; }

    /// <summary>Listed tasks that may not run yet, by reason, see <see cref="GroupStatus.Held"/>.</summary>
    public IReadOnlyDictionary<string, int> Held { get; init; } = new Dictionary<string, int>();

    [JsonIgnore]
    public int Taken => Leased + Silent;

    /// <summary>How many claims are in a state.</summary>
    public int Of(ClaimState state) => state switch
    {
        ClaimState.Waiting => Waiting,
        ClaimState.Leased => Leased,
        ClaimState.Silent => Silent,
        ClaimState.Released => Released,
        _ => Parked,
    };
}
