using System.Globalization;

namespace CoprJobGrab.Benchmarks;

/// <summary>The tables of <c>docs/benchmarks.md</c>. A figure that was not measured is a dash.</summary>
internal sealed class Tables(Figures figures)
{
    public static readonly int[] Sizes = [1_000, 10_000, 100_000, 1_000_000];

    private static readonly (string Key, string Name)[] Hosts =
        [("native", "native"), ("beforehand", "compiled beforehand"), ("jit", "compiled while it runs")];

    private static readonly (string Key, string Name)[] Peers =
        [("naive", "a plain loop in C#"), ("python", "like the original, in Python"), ("bullmq", "`addBulk` of BullMQ")];

    private static readonly (string Key, string Name)[] Workers =
    [
        ("plain", "plain commands, 500 at once"), ("leases", "the same with a lease for each, 500 at once"), ("queue", "queue, 500 at once"),
        ("bullmq", "BullMQ"), ("worker", "`AddBuildWorker`"),
    ];

    private static readonly (string Key, string Name)[] Delays =
    [
        ("push", "from the grabber's push to the handler"), ("lpush", "the same of a plain LPUSH, which gives no hint"),
        ("cancel", "from the leader's cancel to the handler's token, with the hint"),
        ("cancel-unhinted", "the same without hints, with a lease of 6 s, which is renewed every 2 s"),
    ];

    private static readonly string[] Peaks = ["first", "warm", "steady"];

    /// <summary>What a user waits for, in milliseconds.</summary>
    public IEnumerable<(string Name, Func<int, double?> Of)> Story =>
    [
        .. Hosts.Select(way => ($"fresh process, {way.Name}", FirstPoll(way.Key))),
        ("running, every build new (cold)", size => figures[$"polls.{size}.cold.ms"]),
        ("running, 1 % new, 1 % gone (steady)", size => figures[$"steady.{size}.steady.ms"]),
        ("running, nothing new (warm)", size => figures[$"polls.{size}.warm.ms"]),
        .. Peers.Select(way => ($"{way.Name}, fresh", FirstPoll(way.Key))),
        .. Peers.Select(way => ($"{way.Name}, nothing new", (Func<int, double?>)(size => figures[$"fresh.{way.Key}.{size}.next"]))),
        ("floors: LPUSH of all, and one reading", Floors),
    ];

    /// <summary>By their names, those of the parts that measure them.</summary>
    public IReadOnlyList<string> Named(string name) => name switch
    {
        "story" => Table(
            ["milliseconds for a list of", .. Sizes.Select(size => $"{size:N0}")],
            Story.Select(story => (string[])[story.Name, .. Sizes.Select(size => Ms(story.Of(size)))])),
        "polls" => Table(
            [
                "builds", "body MB", "cold ms", "its CPU ms", "Redis's CPU ms", "LPUSH floor ms", "read floor ms", "cold / floors", "warm ms", "its CPU ms",
                "warm / (1.5 read + ping)",
            ],
            Measured(size => $"polls.{size}", "cold.ms").Select(one => (string[])
            [
                $"{one.Size:N0}", Text(one.Of("body") / 1e6, "F1"), Ms(one.Of("cold.ms")), Ms(one.Of("cold.cpu")), Ms(one.Of("cold.redis")),
                Ms(one.Of("push.ms")), Ms(one.Of("read.ms")), Text(one.Of("cold.ms") / Floors(one.Size), "F2"), Ms(one.Of("warm.ms")),
                Ms(one.Of("warm.cpu")), Text(WarmRatio(one.Size), "F2"),
            ])),
        "fresh" => Table(
            ["builds", "process", "first poll ms (lowest, highest)", "its CPU ms until then", "Redis's CPU ms", "/ compiled while it runs", "the next poll ms"],
            from size in Sizes
            from way in Hosts.Concat(Peers)
            let of = Of($"fresh.{way.Key}.{size}")
            where of("first.ms") is not null
            select (string[])
            [
                $"{size:N0}", way.Name, Range(of, "first."), Text(of("first.cpu"), "N0"), Text(of("first.redis"), "N0"),
                Text(of("first.ms") / FirstPoll("jit")(size), "F2"), Ms(of("next")),
            ]),
        "steady" => Table(
            [
                "builds", "steady ms (lowest, highest)", "warm ms", "steady / warm", "its CPU ms", "Redis's CPU ms", "longest command of Redis ms",
                "peak above idle MiB (/ body): first", "warm", "steady",
            ],
            Measured(size => $"steady.{size}", "steady.ms").Select(one => (string[])
            [
                $"{one.Size:N0}", Range(one.Of, "steady."), Ms(one.Of("warm.ms")), Text(one.Of("steady.ms") / one.Of("warm.ms"), "F2"),
                Ms(one.Of("steady.cpu")), Ms(one.Of("steady.redis")), Ms(one.Of("longest")),
                .. Peaks.Select(peak => $"{Text(one.Of($"{peak}-mib"), "N0")} ({Text(PeakRatio(peak, one.Size), "F2")})"),
            ])),
        "observe" => Table(
            ["100,000 claims observed ms", "two PINGs ms", "bytes sent by Redis"],
            [[Text(figures["observe.ms"], "F2"), Text(figures["observe.pings.ms"], "F2"), Text(figures["observe.bytes"], "N0")]]),
        "plan" => Table(
            ["listed", "first plan ms", "plan ms, nothing new", "KiB allocated by it", "plan ms, 1,000 records new", "KiB allocated by it", "sort floor ms"],
            Measured(size => $"plan.{size}", "first.ms").Select(one => (string[])
            [
                $"{one.Size:N0}", Ms(one.Of("first.ms")), Ms(one.Of("unchanged.ms")), Text(one.Of("unchanged.kib"), "N0"), Ms(one.Of("changed.ms")),
                Text(one.Of("changed.kib"), "N0"), Ms(one.Of("sort.ms")),
            ])),
        "idle" => Table(
            [.. Hosts.Select(way => $"{way.Name}, % of a core"), "kB allocated by a poll"],
            [[.. Hosts.Select(way => Text(figures[$"idle.{way.Key}.percent"], "F2")), Text(figures["idle.allocated-kb"], "F1")]]),
        "workers" => Table(
            ["20,000 builds taken and finished by", "ms (lowest, highest)", "builds a second", "/ plain commands", "its CPU ms", "Redis's CPU ms"],
            Workers.Select(way => (way.Name, Of: Of($"workers.{way.Key}"))).Where(way => way.Of("ms") is not null).Select(way => (string[])
            [
                way.Of("concurrency") is { } concurrency ? $"{way.Name}, concurrency {concurrency:N0}" : way.Name, Range(way.Of),
                Text(20_000 * 1_000 / way.Of("ms"), "N0"), Text(way.Of("ms") / figures["workers.plain.ms"], "F2"), Text(way.Of("cpu"), "N0"),
                Text(way.Of("redis"), "N0"),
            ])),
        "delays" => Table(
            ["delay", "times", "median ms", "worst ms"],
            Delays.Select(way => (way.Name, Of: Of($"delays.{way.Key}"))).Select(way => (string[])
                [way.Name, Text(way.Of("times"), "N0"), Text(way.Of("ms"), "F1"), Text(way.Of("highest"), "F1")])),
        "aims" => Table(["aim", "measured", "met"], new Aims(figures, this).Rows),
        _ => throw new ArgumentException($"There is no table {name}."),
    };

    public double? Floors(int size) => figures[$"polls.{size}.push.ms"] + figures[$"polls.{size}.read.ms"];

    public double? WarmRatio(int size) => figures[$"polls.{size}.warm.ms"] / ((1.5 * figures[$"polls.{size}.read.ms"]) + figures[$"polls.{size}.ping.ms"]);

    public double? PeakRatio(string peak, int size) => figures[$"steady.{size}.{peak}-mib"] * 1024 * 1024 / figures[$"polls.{size}.body"];

    public static string Text(double? figure, string format) => figure?.ToString(format, CultureInfo.InvariantCulture) ?? "–";

    private static IReadOnlyList<string> Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows) =>
        [Line(heads), $"|{string.Concat(heads.Select(_ => "---|"))}", .. rows.Select(Line)];

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Ms(double? figure) => Text(figure, figure < 100 ? "F1" : "N0");

    private static string Range(Func<string, double?> of, string prefix = "")
    {
        var (lowest, highest) = (of($"{prefix}lowest"), of($"{prefix}highest"));
        return lowest < highest ? $"{Ms(of($"{prefix}ms"))} ({Ms(lowest)}, {Ms(highest)})" : Ms(of($"{prefix}ms"));
    }

    private Func<string, double?> Of(string prefix) => name => figures[$"{prefix}.{name}"];

    private Func<int, double?> FirstPoll(string way) => size => figures[$"fresh.{way}.{size}.first.ms"];

    /// <summary>The sizes that were measured.</summary>
    private IEnumerable<(int Size, Func<string, double?> Of)> Measured(Func<int, string> prefix, string probe) =>
        Sizes.Select(size => (size, Of(prefix(size)))).Where(one => one.Item2(probe) is not null);
}
