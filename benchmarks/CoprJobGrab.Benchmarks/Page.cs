using CoprJobGrab.TestKit;

namespace CoprJobGrab.Benchmarks;

/// <summary>Writes the figures into <c>docs/benchmarks.md</c>: each table below the comment that names it, and the picture beside the page.</summary>
internal static class Page
{
    private const string Mark = "<!-- table: ";

    public static int Write(Figures figures)
    {
        var (path, tables) = (RepositoryRoot.File("docs", "benchmarks.md"), new Tables(figures));
        var page = new List<string>();
        var replaced = false;
        foreach (var line in File.ReadLines(path))
        {
            replaced &= line.StartsWith('|');
            if (!replaced)
            {
                page.Add(line);
            }

            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                page.AddRange(tables.Named(line[Mark.Length..^" -->".Length]));
                replaced = true;
            }
        }

        File.WriteAllLines(path, page);
        File.WriteAllLines(RepositoryRoot.File("docs", "benchmarks.svg"), Picture.Of(tables));
        return 0;
    }
}
