using CoprJobGrab.Model;

namespace CoprJobGrab.Leadership;

/// <summary>The last lead that the store knows of, and what its grabber told others of itself.</summary>
/// <param name="Now">The moment of the answer, by the store's clock, as all times here.</param>
/// <param name="Last">The lead.</param>
/// <param name="Holder">The grabber's name.</param>
internal sealed record ToldLead(DateTimeOffset Now, LastLead Last, string Holder)
{
    /// <summary>When it took the lead; null when that is not known.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The last successful poll, of this lead or of one before it; null when none is known.</summary>
    public ToldPoll? Poll { get; init; }

    /// <summary>Why <see cref="Poll"/> is missing or may be old; null when it is the grabber's last one.</summary>
    public string? Unknown { get; init; }
}

/// <summary>A poll of the frontend that was successful.</summary>
/// <param name="At">When it ended, by the store's clock.</param>
/// <param name="Picture">What it found and left.</param>
internal sealed record ToldPoll(DateTimeOffset At, CyclePicture Picture);
