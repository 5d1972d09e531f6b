using CoprJobGrab.Queues.Claims;

namespace CoprJobGrab.Queues.Memory;

/// <summary>An element of a list: raw, whoever pushed it.</summary>
internal sealed class InMemoryElement(Guid name, ReadOnlyMemory<byte> bytes)
{
    private (bool IsKnown, string? Id) _task;

    public InMemoryElement(ReadOnlyMemory<byte> bytes) : this(ElementName.Of(bytes), bytes)
    {
    }

    /// <summary>The uuid of its urn; of an element without one, a uuid made of its content.</summary>
    public Guid Name => name;

    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Null for what is no build.</summary>
    public string? TaskId
    {
        get
        {
            if (!_task.IsKnown)
            {
                _task = (true, WaitingElement.Read(bytes)?.TaskId);
            }

            return _task.Id;
        }
    }
}
