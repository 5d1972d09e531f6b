namespace CoprJobGrab.TestKit;

/// <summary>Files of the repository that tests read where they lie.</summary>
public static class RepositoryFiles
{
    /// <summary>A path below <c>tests/CoprJobGrab.Tests/golden</c>.</summary>
    public static string Golden(string name) => Path.Combine(Root(), "tests", "CoprJobGrab.Tests", "golden", name);

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CoprJobGrab.Library.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No CoprJobGrab.Library.sln above {AppContext.BaseDirectory}; run the tests from a checkout.");
    }
}
