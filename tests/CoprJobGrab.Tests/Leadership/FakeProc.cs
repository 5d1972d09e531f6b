using System.Globalization;

namespace CoprJobGrab.Tests.Leadership;

/// <summary>A folder that looks like Linux's <c>/proc</c>, with this process in it.</summary>
internal sealed class FakeProc : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cjg-proc-").FullName;
    private readonly HashSet<int> _hidden = [];

    public FakeProc(string boot = "boot-1", string space = "pid:[1]", ulong start = 100)
    {
        Write("sys/kernel/random/boot_id", $"{boot}\n");
        Directory.CreateDirectory(Of("self/ns"));
        File.CreateSymbolicLink(Of("self/ns/pid"), space);
        Write("self/stat", Stat(Environment.ProcessId, start));
        Run(Environment.ProcessId, start);
        Processes = new LocalProcesses(_folder, processId => _hidden.Contains(processId) || File.Exists(Of($"{processId}/stat")));
    }

    public LocalProcesses Processes { get; }

    public void Run(int processId, ulong start) => Write($"{processId}/stat", Stat(processId, start));

    /// <summary>There is such a process, of another user, and the folder does not show it.</summary>
    public void RunHidden(int processId) => _hidden.Add(processId);

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Of(file))!);
        File.WriteAllText(Of(file), text);
    }

    public void Remove(string file) => File.Delete(Of(file));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Its name holds what separates the fields.
    private static string Stat(int processId, ulong start) =>
        string.Create(CultureInfo.InvariantCulture, $"{processId} (a) 7 (name) S {string.Join(' ', Enumerable.Repeat('0', 18))} {start} 0 0\n");

    private string Of(string file) => Path.Combine(_folder, file);
}
