namespace CoprJobGrab.Queues.Memory;

/// <summary>What is to be told of a build that has ended, and by whom until when.</summary>
internal sealed record InMemoryReport(Guid Urn, int Attempt, DateTimeOffset Until, string Teller, ReadOnlyMemory<byte> Text);
