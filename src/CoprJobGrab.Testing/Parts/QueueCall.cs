namespace CoprJobGrab.Testing;

/// <summary>A call of <see cref="IBuildQueue"/>.</summary>
public enum QueueCall
{
    /// <summary><see cref="IBuildQueue.ObserveAsync"/>.</summary>
    Observe,

    /// <summary><see cref="IBuildQueue.ApplyAsync"/>.</summary>
    Apply,
}
