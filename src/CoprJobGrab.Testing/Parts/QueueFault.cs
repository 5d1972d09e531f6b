namespace CoprJobGrab.Testing;

/// <summary>How a call of a queue goes wrong.</summary>
public enum QueueFault
{
    /// <summary>It fails with a <see cref="BuildQueueException"/>, and nothing is done.</summary>
    FailsBefore,

    /// <summary>It is done, and fails with a <see cref="BuildQueueException"/> then: the caller cannot know that it is done.</summary>
    FailsAfter,

    /// <summary>Nothing is done, and no answer comes until the call is cancelled or the queue is mended.</summary>
    HangsBefore,

    /// <summary>It is done, and no answer comes until the call is cancelled or the queue is mended.</summary>
    HangsAfter,
}
