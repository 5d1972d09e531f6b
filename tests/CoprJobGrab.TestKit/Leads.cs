namespace CoprJobGrab.TestKit;

/// <summary>The lead of a queue whose store has lost nothing.</summary>
internal static class Leads
{
    /// <param name="queue">The queue.</param>
    /// <param name="epoch">The epoch of the lead.</param>
    /// <param name="groups">The configured groups; <c>0</c> when none is given.</param>
    public static ValueTask LeadAsync(this IBuildQueue queue, long epoch, params string[] groups) =>
        queue.LeadAsync(epoch, groups.Length > 0 ? groups : ["0"], afterLoss: false, CancellationToken.None);
}
