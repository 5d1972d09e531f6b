namespace CoprJobGrab.Tests.Host.Scenes;

/// <summary>What happens to the store or to what the hosts are told, at random moments of a scene.</summary>
public enum StoreFault
{
    /// <summary>Somebody gives FLUSHALL.</summary>
    Flushed,

    /// <summary>Redis is killed and comes back, sooner or later than a lease, with nothing.</summary>
    KilledWithoutPersistence,

    /// <summary>Redis is killed and comes back with a picture that it wrote a moment before.</summary>
    KilledWithOlderPicture,

    /// <summary>One of the keys beside the list is deleted.</summary>
    CompanionKeyDeleted,

    /// <summary>
    /// Redis, the hosts and the workers stand still together for longer than a lease, as on one machine that is suspended, and go on in any order.
    /// </summary>
    MachineSuspended,

    /// <summary>Now and then the frontend answers with a list that it had some seconds ago.</summary>
    StaleList,
}
