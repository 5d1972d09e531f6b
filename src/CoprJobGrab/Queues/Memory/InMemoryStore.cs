namespace CoprJobGrab.Queues.Memory;

/// <summary>The queues of all groups in memory, for one grabber or for several that share them.</summary>
internal sealed class InMemoryStore(TimeProvider time)
{
    public Lock Gate { get; } = new();

    public SortedDictionary<string, InMemoryGroup> Groups { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset Now => time.GetUtcNow();

    public ClockWatch Clock { get; } = new(time);

    public InMemoryGroup Group(string groupId)
    {
        if (!Groups.TryGetValue(groupId, out var group))
        {
            Groups[groupId] = group = new InMemoryGroup();
        }

        return group;
    }
}
