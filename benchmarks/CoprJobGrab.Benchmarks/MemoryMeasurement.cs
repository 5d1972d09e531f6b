using System.Globalization;

namespace CoprJobGrab.Benchmarks;

/// <summary>How far a cold and two warm polls raise the peak of a process above what it needs when idle.</summary>
internal static class MemoryMeasurement
{
    public static async Task<int> RunAsync(int size, string url, string redis)
    {
        await using var grabber = new BenchGrabber(url, redis);
        await grabber.PollAsync(1, expectEnqueued: 1, expectKept: 0);

        var before = Kilobytes("VmRSS:");
        await grabber.PollAsync(size, expectEnqueued: size - 1, expectKept: 1);
        await grabber.PollAsync(size, expectEnqueued: 0, expectKept: size);
        await grabber.PollAsync(size, expectEnqueued: 0, expectKept: size);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"above-idle-kib {Kilobytes("VmHWM:") - before}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"idle-kib {before}"));
        return 0;
    }

    public static long Kilobytes(string field) =>
        long.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture);
}
