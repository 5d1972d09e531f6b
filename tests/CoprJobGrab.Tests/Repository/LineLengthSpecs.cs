using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Repository;

/// <summary>Lines are at most 160 columns long, so that a review shows them whole.</summary>
public sealed class LineLengthSpecs
{
    private const int Longest = 160;

    // Each with all folders below it.
    private static readonly string[] Held = ["src", "samples", "tests", "benchmarks", "docs/snippets"];

    [Fact]
    public void No_line_of_code_is_longer_than_160_columns() => TooLong(Files()).Should().BeEmpty();

    [Fact]
    public void A_seeded_line_that_is_longer_is_found() =>
        TooLong([("Seeded.cs", [new string('x', Longest), new string('x', Longest + 1)])]).Should().Equal("Seeded.cs:2 has 161 columns");

    private static IEnumerable<(string Path, string[] Lines)> Files() =>
        from folder in Held
        from pattern in new[] { "*.cs", "*.lua" }
        from file in RepositoryRoot.SourceFiles(folder, pattern)
        select (Path.GetRelativePath(RepositoryRoot.Path, file), File.ReadAllLines(file));

    private static IEnumerable<string> TooLong(IEnumerable<(string Path, string[] Lines)> files) =>
        from file in files
        from line in file.Lines.Index()
        where line.Item.Length > Longest
        select $"{file.Path}:{line.Index + 1} has {line.Item.Length} columns";
}
