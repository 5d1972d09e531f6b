namespace CoprJobGrab.Leadership;

/// <summary>The last lead that the store knows of.</summary>
/// <param name="Epoch">Its epoch; 0 when nobody has led.</param>
/// <param name="Until">When it ends, by the store's clock, unless it is renewed.</param>
/// <param name="Rules">Its rules, by name; null when they were not kept, as by an older version.</param>
internal sealed record LastLead(long Epoch, DateTimeOffset Until, IReadOnlyDictionary<string, string>? Rules);
