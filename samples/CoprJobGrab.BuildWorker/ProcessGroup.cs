using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using CoprJobGrab.ConsoleHost;

namespace CoprJobGrab.BuildWorker;

/// <summary>
/// A program in a process group of its own, so that all that it starts can be ended with it. The program <c>setsid</c> makes the group: .NET makes none.
/// Where that is not there, the program's tree stands in, which has no child whose parent has ended.
/// </summary>
internal sealed partial class ProcessGroup : IDisposable
{
    private const string SessionStarter = "setsid";
    private const int Terminate = 15;
    private const int Kill = 9;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    // What is killed ends at once, unless the kernel has it wait, as for a disk that is gone.
    private static readonly TimeSpan LongestKill = TimeSpan.FromSeconds(5);

    private static readonly ConcurrentDictionary<ProcessGroup, bool> Running = [];

    private readonly Process _process;

    private ProcessGroup(Process process) => _process = process;

    /// <summary>True when a program can be given a group of its own.</summary>
    public static bool IsSupported { get; } = !OperatingSystem.IsWindows() && ProgramFile.FaultOf(SessionStarter) is null;

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public Stream Errors => _process.StandardError.BaseStream;

    /// <summary>True when the program itself has ended.</summary>
    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <exception cref="Win32Exception">It did not start.</exception>
    public static ProcessGroup Start(string program, IEnumerable<(string Name, string? Value)> environment)
    {
        var start = IsSupported ? new ProcessStartInfo(SessionStarter, [program]) : new ProcessStartInfo(program);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var group = new ProcessGroup(Process.Start(start)!);
        Running[group] = true;
        return group;
    }

    /// <summary>Kills every group, for a process that ends at once.</summary>
    public static void KillAll()
    {
        foreach (var group in Running.Keys)
        {
            group.Signal(Kill);
        }
    }

    /// <summary>True when it was <c>setsid</c> that did not start the program, as these errors of it say.</summary>
    public static bool HasNotStarted(int exitCode, string errors) =>
        IsSupported && exitCode is 126 or 127 && errors.StartsWith($"{SessionStarter}: ", StringComparison.Ordinal);

    /// <summary>Waits for the end of the program itself.</summary>
    public Task WaitForExitAsync(CancellationToken stop) => _process.WaitForExitAsync(stop);

    /// <summary>Ends what is still there of the group: by SIGTERM, and after the grace by SIGKILL.</summary>
    /// <param name="grace">How long it may take to end by itself.</param>
    /// <param name="isUrgent">True when there is no time for that.</param>
    public async Task EndAsync(TimeSpan grace, Func<bool> isUrgent)
    {
        if (!isUrgent())
        {
            Signal(Terminate);
            await UntilEndedAsync(grace, isUrgent);
        }

        if (IsAlive())
        {
            Signal(Kill);
            await UntilEndedAsync(LongestKill, () => false);
        }
    }

    public void Dispose()
    {
        Running.TryRemove(this, out _);
        _process.Dispose();
    }

    private async Task UntilEndedAsync(TimeSpan longest, Func<bool> isEnough)
    {
        var time = TimeProvider.System;
        // It is looked for all the time: a number is given to another process only when no process of the group is left.
        for (var started = time.GetTimestamp(); IsAlive() && !isEnough() && time.GetElapsedTime(started) < longest;)
        {
            await Task.Delay(BetweenLooks, time, CancellationToken.None);
        }
    }

    private bool IsAlive() => !HasExited || (IsSupported && SendSignal(-_process.Id, 0) == 0 && HasLivingMember());

    /// <summary>
    /// False when all have ended and only wait for their parent to ask, as they do for ever where the first process of a container never asks.
    /// </summary>
    private bool HasLivingMember()
    {
        const string folder = "/proc";
        var group = _process.Id.ToString(CultureInfo.InvariantCulture);
        return !Directory.Exists($"{folder}/self") || Directory.EnumerateDirectories(folder).Where(name => char.IsAsciiDigit(name[^1])).Any(name =>
        {
            try
            {
                // NUMBER (NAME) STATE PARENT GROUP …; a name may have brackets and blanks.
                return File.ReadAllText($"{name}/stat").Split(") ")[^1].Split(' ') is [not ("Z" or "X"), _, var itsGroup, ..] && itsGroup == group;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return false; // It has ended meanwhile.
            }
        });
    }

    private void Signal(int signal)
    {
        try
        {
            if (OperatingSystem.IsWindows() || (!IsSupported && signal == Kill))
            {
                _process.Kill(entireProcessTree: true);
            }
            else if ((!IsSupported || SendSignal(-_process.Id, signal) != 0) && !HasExited)
            {
                // The group is not there yet.
                _ = SendSignal(_process.Id, signal);
            }
        }
        catch (Exception fault) when (fault is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended meanwhile, or one of its tree may not be ended; the others have been.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
