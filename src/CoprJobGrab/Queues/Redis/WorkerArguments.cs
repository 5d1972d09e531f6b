using System.Globalization;
using CoprJobGrab.Queues.Claims;
using StackExchange.Redis;

namespace CoprJobGrab.Queues.Redis;

/// <summary>The arguments of the scripts of workers.</summary>
internal static class WorkerArguments
{
    public static RedisValue[] Take(IReadOnlyList<(WaitingElement? Build, ReadOnlyMemory<byte> Element)> oldest, TimeSpan lease) =>
    [
        Milliseconds(lease),
        .. oldest.SelectMany(static one => (RedisValue[])
        [
            one.Build is { } build ? TaskIdText.Value(build.TaskId) : "",
            ElementName.UuidAtTail(one.Element) is { IsEmpty: false } uuid ? uuid : ElementDigest.Of(one.Element),
        ]),
    ];

    public static RedisValue[] Renew(IReadOnlyList<TakenBuild> builds, TimeSpan lease) => [Milliseconds(lease), .. builds.SelectMany(Held)];

    public static RedisValue[] End(IReadOnlyList<EndedBuild> builds, string teller, TimeSpan lease) =>
        [teller, Milliseconds(lease), .. builds.SelectMany(static ended => (RedisValue[])[.. Held(ended.Build), ended.Report])];

    public static RedisValue[] Finish(IReadOnlyList<(TakenBuild Build, ReleaseWords Release)> builds) =>
    [
        .. builds.SelectMany(static end => (RedisValue[])
        [
            .. Named(end.Build), end.Build.Teller ?? "", $"{end.Release.Reason}", end.Release.Pause is { } pause ? Milliseconds(pause) : "", end.Release.Text,
        ]),
    ];

    private static RedisValue[] Held(TakenBuild build) =>
        [.. Named(build), build.Incarnation ?? "", build.LeasedUntil.ToUnixTimeMilliseconds()];

    private static RedisValue[] Named(TakenBuild build) => [TaskIdText.Value(build.TaskId), build.Urn.ToString("D"), build.Attempt];

    private static RedisValue Milliseconds(TimeSpan span) => ((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
