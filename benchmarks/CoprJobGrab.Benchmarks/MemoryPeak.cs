using System.Globalization;

namespace CoprJobGrab.Benchmarks;

/// <summary>How far this process's memory rises above what it has when this is made.</summary>
internal sealed class MemoryPeak
{
    private readonly long _idle = Kilobytes("VmRSS:");

    /// <summary>The peak since the last call, in MiB.</summary>
    public double Take()
    {
        var peak = Kilobytes("VmHWM:");
        // The kernel then takes the present size for the peak.
        File.WriteAllText("/proc/self/clear_refs", "5");
        return (peak - _idle) / 1024.0;
    }

    private static long Kilobytes(string field) =>
        long.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture);
}
