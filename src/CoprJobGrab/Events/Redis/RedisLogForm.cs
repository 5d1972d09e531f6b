namespace CoprJobGrab;

/// <summary>The two ways in which Copr's backend has sent its log through Redis (wire 5.2).</summary>
public enum RedisLogForm
{
    /// <summary>
    /// Published on the channel <c>copr:backend:log:pubsub::</c>, as from 2015 to 2019. A client that does not listen at that moment misses it.
    /// </summary>
    Publish,

    /// <summary>Pushed to the right end of the list <c>copr:backend:log:fifo::</c>, as since 2020. The list waits for its consumer.</summary>
    Fifo,
}
