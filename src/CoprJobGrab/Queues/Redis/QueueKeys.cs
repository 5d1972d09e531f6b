using CoprJobGrab.Model;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>
/// The keys of one builder group. Redis Cluster hashes only what stands in braces, so that the companions share the list's slot; and they do not begin with
/// <c>retaskqueue-</c>, by which retask lists queues (wire 4.1).
/// </summary>
internal sealed class QueueKeys
{
    /// <summary>Set: the id of every group of the grabber without a name that was ever written to, configured or not.</summary>
    public static readonly RedisKey Registry = RegistryOf(GrabberName.None);

    /// <summary>The channel of hints; the number of the database follows, because channels are not of one database.</summary>
    public const string Hints = "cjg:hints:";

    public QueueKeys(string groupId)
    {
        var list = $"retaskqueue-{BuilderGroup.QueueNameOf(groupId)}";
        List = list;
        Claims = $"cjg:{{{list}}}:claims";
        Meta = $"cjg:{{{list}}}:meta";
        Marks = $"cjg:{{{list}}}:marks";
        Reports = $"cjg:{{{list}}}:reports";
        All = [List, Claims, Meta, Marks, Reports];
    }

    /// <summary>Set: the id of every group of a name that was ever written to, configured or not.</summary>
    public static RedisKey RegistryOf(GrabberName name) => name.Key("groups");

    /// <summary>The list that workers pop from.</summary>
    public RedisKey List { get; }

    /// <summary>Hash: task id to claim. The field with the empty name holds the incarnation.</summary>
    public RedisKey Claims { get; }

    /// <summary>Hash: what is kept about the claims as a whole.</summary>
    public RedisKey Meta { get; }

    /// <summary>Hash: task id to what a worker or an operator has written beside the claim.</summary>
    public RedisKey Marks { get; }

    /// <summary>Hash: task id to what is to be told of a build that has ended, see <c>end.lua</c>.</summary>
    public RedisKey Reports { get; }

    /// <summary>In the order in which every script takes them.</summary>
    public RedisKey[] All { get; }
}
