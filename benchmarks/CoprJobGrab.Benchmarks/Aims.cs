namespace CoprJobGrab.Benchmarks;

/// <summary>What the library aims at, beside what was measured.</summary>
internal sealed class Aims(Figures figures, Tables tables)
{
    public IEnumerable<IReadOnlyList<string>> Rows =>
    [
        Row(
            "fresh process compiled beforehand, against one compiled while it runs: at most 0.6 × at 1,000 and at 100,000", "F2",
            (First("beforehand", 1_000) / First("jit", 1_000), 0.6), (First("beforehand", 100_000) / First("jit", 100_000), 0.6)),
        Row("the same: less than a plain loop in C#, at 100,000", "F2", (First("beforehand", 100_000) / First("naive", 100_000), 1)),
        Row("fresh native process, 100,000: at most 2 × floors", "F2", (First("native", 100_000) / tables.Floors(100_000), 2)),
        Row("fresh native process, 1,000: at most 20 ms; the original took 88", "F1", (First("native", 1_000), 20)),
        Row("cold, 100,000: at most 2 × floors", "F2", (figures["polls.100000.cold.ms"] / tables.Floors(100_000), 2)),
        Row("warm, 100,000: at most 0.75 × (1.5 read + ping)", "F2", (tables.WarmRatio(100_000), 0.75)),
        Row("steady, 100,000: at most 1.3 × warm", "F2", (figures["steady.100000.steady.ms"] / figures["steady.100000.warm.ms"], 1.3)),
        Row(
            "longest command of Redis in steady polls: at most 10 ms at 100,000, 50 ms at 1,000,000", "F1",
            (figures["steady.100000.longest"], 10), (figures["steady.1000000.longest"], 50)),
        Row("idle, 1,000 builds each second: at most 0.5 % of a core native, 1 % compiled beforehand", "F2", (Idle("native"), 0.5), (Idle("beforehand"), 1)),
        Row("the same: at most 50 kB allocated by a poll", "F1", (figures["idle.allocated-kb"], 50)),
        Row(
            "peak above idle, 100,000: at most 2 × the body in the first poll, 1.2 × in warm and in steady ones", "F2",
            (tables.PeakRatio("first", 100_000), 2), (tables.PeakRatio("warm", 100_000), 1.2), (tables.PeakRatio("steady", 100_000), 1.2)),
        Row(
            "plan with every limit: at most 150 ms for the first one of 100,000, 25 when nothing is new, 300 for 1,000,000", "N0",
            (figures["plan.100000.first.ms"], 150), (figures["plan.100000.unchanged.ms"], 25), (figures["plan.1000000.unchanged.ms"], 300)),
        Row(
            "1,000,000: at most 11 × the cost of 100,000, cold and fresh native", "F1",
            (figures["polls.1000000.cold.ms"] / figures["polls.100000.cold.ms"], 11), (First("native", 1_000_000) / First("native", 100_000), 11)),
        Row("1,000,000: peak at most 1,024 MiB", "N0", (Peak("first"), 1024), (Peak("steady"), 1024)),
        Row(
            "taking and finishing 20,000 empty builds: at most half of BullMQ's time, by the queue and by `AddBuildWorker`", "F2",
            (Worker("queue") / Worker("bullmq"), 0.5), (Worker("worker") / Worker("bullmq"), 0.5)),
        Row("the same: at most 3 × plain commands", "F2", (Worker("queue") / Worker("plain"), 3), (Worker("worker") / Worker("plain"), 3)),
        Row(
            "from push to an idle worker's handler: median at most 5 ms, worst of 1,000 at most 100 ms", "F1",
            (figures["delays.push.ms"], 5), (figures["delays.push.highest"], 100)),
        Row(
            "from an LPUSH without a hint, such as of a Python producer, to the handler: at most the poll interval, 1,000 ms", "N0",
            (figures["delays.lpush.highest"], 1_000)),
        Row(
            "from 1,000 cancels to the handlers' tokens: at most 2,000 ms with the hint, and without it one renewal, 2,000 ms", "N0",
            (figures["delays.cancel.highest"], 2_000), (figures["delays.cancel-unhinted.highest"], 2_000)),
    ];

    /// <summary>An aim is met where each part is at most what it may be.</summary>
    private static string[] Row(string aim, string format, params (double? Measured, double Most)[] parts) =>
    [
        aim,
        string.Join(", ", parts.Select(part => Tables.Text(part.Measured, format))),
        parts.All(part => part.Measured <= part.Most) ? "yes"
            : parts.All(part => part.Measured > part.Most) ? "no"
            : string.Join(", ", parts.Select(part => part.Measured is null ? "–" : part.Measured <= part.Most ? "yes" : "no")),
    ];

    private double? First(string way, int size) => figures[$"fresh.{way}.{size}.first.ms"];

    private double? Idle(string way) => figures[$"idle.{way}.percent"];

    private double? Peak(string poll) => figures[$"steady.1000000.{poll}-mib"];

    private double? Worker(string way) => figures[$"workers.{way}.ms"];
}
