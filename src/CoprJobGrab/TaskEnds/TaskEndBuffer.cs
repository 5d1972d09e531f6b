namespace CoprJobGrab.TaskEnds;

/// <summary>Messages that wait for the grabber's turn. When there are too many, the newest are dropped and counted: each is a hint only.</summary>
internal sealed class TaskEndBuffer(int capacity = TaskEndBuffer.DefaultCapacity)
{
    public const int DefaultCapacity = 10_000;

    private readonly Lock _lock = new();
    private List<HeardMessage> _messages = [];
    private long _dropped;
    private bool _isWriting;

    public void Add(TaskEndMessage message)
    {
        lock (_lock)
        {
            if (_messages.Count < capacity)
            {
                _messages.Add(new HeardMessage(message, _isWriting));
            }
            else
            {
                _dropped++;
            }
        }
    }

    /// <summary>Says whether a plan is being written from now on.</summary>
    public void Writing(bool isWriting)
    {
        lock (_lock)
        {
            _isWriting = isWriting;
        }
    }

    /// <summary>Takes everything out, and how many were dropped since the last time.</summary>
    public (IReadOnlyList<HeardMessage> Messages, long Dropped) TakeAll()
    {
        lock (_lock)
        {
            var taken = (_messages, _dropped);
            (_messages, _dropped) = ([], 0);
            return taken;
        }
    }
}
