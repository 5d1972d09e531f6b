using System.Text;
using CoprJobGrab.TestKit;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>The built console host, copied, with one line of a script in its library replaced.</summary>
internal sealed class MutatedHost : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cjg-mutated-");

    /// <param name="line">Part of a script; stands in the library exactly once.</param>
    /// <param name="instead">What is to be there, not longer.</param>
    public MutatedHost(string line, string instead)
    {
        foreach (var file in Directory.EnumerateFiles(ConsoleHost.Folder))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }

        var library = Path.Combine(_folder.FullName, "CoprJobGrab.dll");
        var bytes = File.ReadAllBytes(library);
        var at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(line));
        if (at < 0 || bytes.AsSpan(at + 1).IndexOf(Encoding.UTF8.GetBytes(line)) >= 0)
        {
            throw new InvalidOperationException($"'{line}' does not stand exactly once in {library}.");
        }

        Encoding.UTF8.GetBytes(instead.PadRight(line.Length)).CopyTo(bytes, at);
        File.WriteAllBytes(library, bytes);
    }

    public ProgramRun Start(params IEnumerable<string> arguments) => ConsoleHost.StartFrom(_folder.FullName, arguments);

    public void Dispose() => _folder.Delete(recursive: true);
}
