namespace CoprJobGrab.Queues.Claims;

/// <summary>What is written into a group that the registry does not name is found by nobody who has not configured the group.</summary>
internal static class Registry
{
    /// <summary>Adds a group where the registry may have been lost. A Redis that is full refuses it, and takes what is written into the group.</summary>
    public static async Task TryRegisterAsync(this IClaimStore store, string groupId)
    {
        try
        {
            await store.RegisterAsync([groupId]).ConfigureAwait(false);
        }
        catch (BuildQueueException)
        {
            // A leader that knows the group adds it with its next observation.
        }
    }
}
