namespace CoprJobGrab.Queues.Memory;

/// <summary>What stands in a list.</summary>
internal readonly record struct InMemoryElement(Guid Urn, string TaskId, ReadOnlyMemory<byte> Envelope);
