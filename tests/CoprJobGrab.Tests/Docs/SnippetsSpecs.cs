using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Docs;

/// <summary>Every C# block of the documentation stands between markers and equals a region of a compiled file.</summary>
public sealed partial class SnippetsSpecs
{
    public static TheoryData<string> Documents => [.. Markdown().Select(file => Path.GetRelativePath(RepositoryRoot.Path, file))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_code_block_equals_its_compiled_region(string document)
    {
        var text = File.ReadAllText(RepositoryRoot.File(document));
        var regions = Regions();

        var blocks = MarkedBlock().Matches(text);

        CSharpBlock().Count(text).Should().Be(blocks.Count, "each C# block needs a line `<!-- snippet: NAME -->` right before it");
        foreach (Match block in blocks)
        {
            regions.Should().ContainKey(block.Groups["name"].Value);
            block.Groups["code"].Value.TrimEnd().Should()
                .Be(regions[block.Groups["name"].Value], $"{document} and the region {block.Groups["name"].Value} must be equal");
        }
    }

    [Fact]
    public void Every_region_is_shown_somewhere_in_the_documentation()
    {
        var shown = Markdown().SelectMany(file => MarkedBlock().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value));

        Regions().Keys.Should().BeEquivalentTo(shown.Distinct());
    }

    [Fact]
    public void Every_relative_link_of_the_documentation_leads_somewhere()
    {
        var broken =
            from file in Markdown()
            from target in Link().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)
            where !target.Contains("://", StringComparison.Ordinal)
            let path = Path.Combine(Path.GetDirectoryName(file)!, target)
            where !File.Exists(path) && !Directory.Exists(path)
            select $"{Path.GetFileName(file)}: {target}";

        broken.Should().BeEmpty();
    }

    [Fact]
    public void What_the_testing_package_shows_as_its_readme_has_no_link_that_only_the_repository_can_follow()
    {
        File.ReadAllText(RepositoryRoot.File("src", "CoprJobGrab.Testing", "CoprJobGrab.Testing.csproj")).Should()
            .Contain("<PackageReadmeSource>docs/testing.md</PackageReadmeSource>");

        Link().Matches(File.ReadAllText(RepositoryRoot.File("docs", "testing.md"))).Select(match => match.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal)).Should().BeEmpty();
    }

    // Where a figure is filled in after its measurement, the place must not be left open.
    [Theory]
    [MemberData(nameof(Documents))]
    public void No_document_holds_a_place_that_was_to_be_filled_in(string document) =>
        Placeholder().Matches(File.ReadAllText(RepositoryRoot.File(document))).Select(match => match.Value).Should().BeEmpty();

    private static IEnumerable<string> Markdown() =>
        Directory.EnumerateFiles(RepositoryRoot.Path, "*.md").Concat(Directory.EnumerateFiles(RepositoryRoot.File("docs"), "*.md", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal);

    private static Dictionary<string, string> Regions()
    {
        var regions = new Dictionary<string, string>();
        foreach (var file in RepositoryRoot.SourceFiles("docs/snippets"))
        {
            foreach (Match match in Region().Matches(File.ReadAllText(file)))
            {
                regions.Add(match.Groups["name"].Value, Unindent(match.Groups["code"].Value));
            }
        }

        return regions;
    }

    private static string Unindent(string code)
    {
        var lines = code.TrimEnd().Split('\n');
        var indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length >= indent ? line[indent..] : line.Trim()));
    }

    [GeneratedRegex(@"<!-- snippet: (?<name>[\w-]+) -->\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex MarkedBlock();

    [GeneratedRegex("@[A-Z][A-Z0-9_]*@")]
    private static partial Regex Placeholder();

    [GeneratedRegex("```(csharp|cs|c#)")]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"^[ ]*#region (?<name>[\w-]+)\n(?<code>.*?)\n[ ]*#endregion", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Region();

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
