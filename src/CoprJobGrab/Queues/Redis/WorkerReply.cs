using CoprJobGrab.Queues.Claims;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>Reads what the scripts of workers answer.</summary>
internal static class WorkerReply
{
    /// <summary>See <c>take.lua</c>.</summary>
    public static (int Popped, IReadOnlyList<TakenBuild> Taken) Taken(
        RedisResult result, string groupId, IReadOnlyList<(WaitingElement? Build, ReadOnlyMemory<byte> Element)> oldest)
    {
        var replies = (RedisResult[])result!;
        var taken = new List<TakenBuild>(replies.Length);
        for (var position = 0; position < replies.Length; position++)
        {
            if ((RedisResult[])replies[position]! is [var attempt, var urn, var incarnation, var until])
            {
                var build = oldest[position].Build!.Value;
                taken.Add(new TakenBuild(groupId, build.TaskId, Guid.Parse((string)urn!), (int)attempt, build.Data, ScriptReply.Moment(until))
                {
                    Incarnation = ScriptReply.Incarnation(incarnation),
                    TraceParent = build.TraceParent,
                });
            }
        }

        return (replies.Length, taken);
    }

    /// <summary>See <c>renew.lua</c>.</summary>
    public static IReadOnlyList<TakenBuild?> Renewed(RedisResult result, IReadOnlyList<TakenBuild> builds) => Each(
        result, builds, static (build, reply) => build with
        {
            Urn = Guid.Parse((string)reply[0]!),
            Attempt = (int)reply[1],
            Incarnation = ScriptReply.Incarnation(reply[2]),
            LeasedUntil = ScriptReply.Moment(reply[3]),
            IsCancelled = (int)reply[4] == 1,
        });

    /// <summary>See <c>end.lua</c>.</summary>
    public static IReadOnlyList<TakenBuild?> Ended(RedisResult result, IReadOnlyList<EndedBuild> builds, string teller) => Each(
        result, builds, (ended, reply) => ended.Build with
        {
            Urn = Guid.Parse((string)reply[0]!),
            Attempt = (int)reply[1],
            Incarnation = ScriptReply.Incarnation(reply[2]),
            LeasedUntil = ScriptReply.Moment(reply[3]),
            Teller = teller,
        });

    /// <summary>See <c>untold.lua</c>.</summary>
    public static IReadOnlyList<EndedBuild> Untold(RedisResult result, string groupId, string teller) =>
    [
        .. ((RedisResult[])result!).Select(reply => (RedisResult[])reply!).Select(reply => new EndedBuild(
            new TakenBuild(
                groupId, TaskIdText.Read(((ReadOnlyMemory<byte>)(RedisValue)reply[0]).Span), Guid.Parse((string)reply[1]!), (int)reply[2], default,
                ScriptReply.Moment(reply[5]))
            {
                Incarnation = ScriptReply.Incarnation(reply[3]),
                Teller = teller,
            },
            (ReadOnlyMemory<byte>)(RedisValue)reply[4])),
    ];

    private static TakenBuild?[] Each<T>(RedisResult result, IReadOnlyList<T> items, Func<T, RedisResult[], TakenBuild> read) =>
        [.. ((RedisResult[])result!).Select((reply, position) => (RedisResult[])reply! is { Length: > 0 } parts ? read(items[position], parts) : null)];
}
