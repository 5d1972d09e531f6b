namespace CoprJobGrab.Tests.Configuration;

/// <summary>A folder with a <c>copr-be.conf</c>, for one test.</summary>
internal sealed class ConfFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("copr-be-");

    public ConfFolder(string text) => Write(text);

    public string File => Path.Combine(_folder.FullName, "copr-be.conf");

    public void Write(string text) => System.IO.File.WriteAllText(File, text);

    public void Dispose() => _folder.Delete(recursive: true);
}
