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
        const int wasSurplus = -1, hasNoClaim = -2;
        var reply = (RedisResult[])result!;
        var (incarnation, until, attempts) = (ScriptReply.Incarnation(reply[0]), ScriptReply.Moment(reply[1]), (int[])reply[2]!);
        var builds = new List<TakenBuild>(attempts.Length);
        for (var position = 0; position < attempts.Length; position++)
        {
            if (attempts[position] is var attempt and not wasSurplus)
            {
                var (build, element) = oldest[position];
                var (taskId, data) = build!.Value;
                builds.Add(new TakenBuild(groupId, taskId, ElementName.Of(element), attempt == hasNoClaim ? 1 : attempt, data, until)
                {
                    Incarnation = attempt == hasNoClaim ? null : incarnation,
                });
            }
        }

        return (attempts.Length, builds);
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
