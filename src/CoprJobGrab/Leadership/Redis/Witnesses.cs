using CoprJobGrab.Checks;
using CoprJobGrab.Checks.Redis;
using CoprJobGrab.Model;
using CoprJobGrab.Redis;
using StackExchange.Redis;

namespace CoprJobGrab.Leadership.Redis;

/// <summary>
/// The grabbers of a name in a database that have seen a lead: each subscribes to a channel, on which nothing is ever said, and so can be counted.
/// One that starts on an empty Redis asks whether there is one, because that one may know what is taken. A refusal of this by Redis is a finding of the set-up.
/// </summary>
internal sealed class Witnesses(RedisConnection connection, GrabberName? name = null) : IWitnesses, ISetupCheck
{
    private readonly List<SetupFinding> _refused = [];
    private bool _isOne;

    private RedisChannel ChannelOf(int database) => RedisChannel.Literal((name ?? GrabberName.None).Key($"{database}:grabbers"));

    public async ValueTask JoinAsync(CancellationToken cancellationToken)
    {
        if (_isOne)
        {
            return;
        }

        try
        {
            var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
            await database.Multiplexer.GetSubscriber().SubscribeAsync(ChannelOf(database.Database), static (_, _) => { }).ConfigureAwait(false);
            _isOne = true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // It costs no cycle; the next one tries again.
            NoteRefusal(fault, SetupFindings.OfUncounted);
        }
    }

    public async ValueTask<bool> AreThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            var database = await connection.DatabaseAsync(cancellationToken).ConfigureAwait(false);
            // In a cluster each server counts its own subscribers. Elsewhere a replica that is away says nothing of those of the master.
            var servers = database.Multiplexer.GetServers().Where(server => server.IsConnected || server.ServerType == ServerType.Cluster);
            var counts = await Task.WhenAll(
                servers.Select(server => server.SubscriptionSubscriberCountAsync(ChannelOf(database.Database)))).ConfigureAwait(false);
            return counts.Length == 0 || counts.Sum() > 0;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A grabber that cannot ask waits as if there were one.
            NoteRefusal(fault, SetupFindings.OfUncountable);
            return true;
        }
    }

    /// <summary>The refusals since the last look.</summary>
    public ValueTask<IReadOnlyList<SetupFinding>> LookAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<SetupFinding> found = [.. _refused];
        _refused.Clear();
        return ValueTask.FromResult(found);
    }

    private void NoteRefusal(Exception fault, Func<string, string> textOf)
    {
        if (Refusal.Is(fault))
        {
            _refused.Add(new SetupFinding(textOf(fault.Message), IsKnown: false));
        }
    }
}
