using CoprJobGrab.Model;

namespace CoprJobGrab.Queues;

/// <summary>Counts what queues have in a store that many claims make no slower, beside whatever else the grabber does with them.</summary>
internal interface IQueueCounts
{
    /// <summary>Counts these groups, and those that a grabber has led.</summary>
    /// <param name="configured">The groups that are counted, led or not.</param>
    /// <param name="before">What a poll left in the groups, from which it is known how many are parked; empty when that is not known.</param>
    /// <param name="cancellationToken">Ends the wait for a connection.</param>
    /// <returns>Each group, in the order of their ids; what is held, and since when the oldest waits, is not in it.</returns>
    /// <exception cref="BuildQueueException">No group could be counted.</exception>
    ValueTask<IReadOnlyList<GroupStatus>> CountAsync(
        IEnumerable<string> configured, IReadOnlyDictionary<string, GroupPicture> before, CancellationToken cancellationToken);
}
