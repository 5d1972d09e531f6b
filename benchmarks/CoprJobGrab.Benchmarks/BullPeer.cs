using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace CoprJobGrab.Benchmarks;

/// <summary>A worker process of BullMQ, of the version in <c>BullMq/package.json</c>, which npm installs beside this program.</summary>
internal sealed class BullPeer : IDisposable
{
    private readonly Process _process;
    private readonly string _jobs = Path.GetTempFileName();

    private BullPeer(string folder, int redisPort, IEnumerable<string> records)
    {
        File.WriteAllLines(_jobs, records);
        _process = Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, "worker.js"), $"{redisPort}", _jobs])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Starts it; null on a machine without Node.js.</summary>
    public static async Task<BullPeer?> StartAsync(int redisPort, IEnumerable<string> records) =>
        await InstallAsync() is { } folder ? new BullPeer(folder, redisPort, records) : null;

    /// <summary>Has npm install BullMQ and tells where its programs are; null on a machine without npm.</summary>
    public static async Task<string?> InstallAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "BullMq");
        try
        {
            await ChildProcess.Start("npm", "install", "--prefix", folder, "--no-package-lock", "--ignore-scripts", "--silent").LinesAsync();
            return folder;
        }
        catch (Win32Exception)
        {
            Console.WriteLine("BullMQ is left out: there is no npm on the PATH.");
            return null;
        }
    }

    /// <summary>Adds the jobs, and lets the worker work them off.</summary>
    public async Task<Cost> RunAsync(int concurrency)
    {
        await _process.StandardInput.WriteLineAsync($"{concurrency}");
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The worker of BullMQ has ended.");
        return line.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray() is [var elapsed, var own, var redis]
            ? new Cost(elapsed, own, redis)
            : throw new InvalidOperationException(line);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_jobs);
    }
}
