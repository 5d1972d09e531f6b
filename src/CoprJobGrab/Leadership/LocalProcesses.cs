using System.Diagnostics;
using System.Globalization;

namespace CoprJobGrab.Leadership;

/// <summary>
/// Gives a grabber its name in the lease, and tells of such a name whether its process is gone.
/// The name is <c>machine/boot/PID namespace/PID/start/random</c>: within one boot of one machine and one PID namespace a PID and a start name one process for
/// ever. If one of these parts cannot be read, the name is the random part alone, of which nothing can be told.
/// </summary>
/// <param name="proc">The folder that Linux shows its processes in.</param>
/// <param name="exists">Tells whether there is a process of this PID, whoever's it is: other users' need not be shown in <paramref name="proc"/>.</param>
internal sealed class LocalProcesses(string proc, Func<int, bool> exists)
{
    // Numbered from 1, as proc_pid_stat(5) has them.
    private const int StartField = 22;
    private const int FirstFieldAfterName = 3;

    /// <summary>Those that this process can see.</summary>
    public static LocalProcesses Visible { get; } = new("/proc", Exists);

    /// <summary>A name for one grabber of this process. A second grabber of it has another name.</summary>
    public string NewHolder()
    {
        var random = Guid.NewGuid().ToString("N");
        return Place() is { } place && StartOf(Environment.ProcessId) is { } start
            ? string.Create(CultureInfo.InvariantCulture, $"{place}/{Environment.ProcessId}/{start}/{random}")
            : random;
    }

    /// <summary>
    /// True when the holder was a process of this machine, boot and PID namespace, and there is no such process any more. False in any doubt.
    /// </summary>
    public bool IsGone(string holder) =>
        holder.Split('/') is [var machine, var boot, var space, var id, var start, _]
        && $"{machine}/{boot}/{space}" == Place()
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var processId) && processId > 0
        && (StartOf(processId) is { } found ? found != start : !exists(processId));

    private static bool Exists(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// The machine, its boot and the PID namespace; null when one of them cannot be read, or when the folder shows the processes of another PID namespace.
    /// </summary>
    private string? Place() =>
        Read("sys/kernel/random/boot_id") is { Length: > 0 } boot
        && SpaceLink() is { Length: > 0 } space
        && Read("self/stat") is { } own && own.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} "), StringComparison.Ordinal)
            ? $"{Environment.MachineName}/{boot}/{space}"
            : null;

    /// <summary>When a process started, in ticks since the boot; null when that cannot be read.</summary>
    private string? StartOf(int processId)
    {
        // The name, in parentheses, may hold spaces and parentheses.
        var stat = Read(string.Create(CultureInfo.InvariantCulture, $"{processId}/stat"));
        var fields = stat?[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields?.ElementAtOrDefault(StartField - FirstFieldAfterName) is { } start && ulong
            .TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? start : null;
    }

    private string? SpaceLink() => Try(() => new FileInfo(Path.Combine(proc, "self/ns/pid")).LinkTarget);

    private string? Read(string file) => Try(() => File.ReadAllText(Path.Combine(proc, file)).Trim());

    private static string? Try(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
