namespace CoprJobGrab.Queues.Claims;

/// <summary>The outcome of the change of one claim.</summary>
internal enum ChangeEnd
{
    /// <summary>It was made.</summary>
    Done = 0,

    /// <summary>A worker has popped the task meanwhile.</summary>
    Popped = 1,

    /// <summary>The task has another claim or another mark by now.</summary>
    Another = 2,
}
