using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Docs;

/// <summary>Each reference such as "(wire 1.2.1)" leads to a heading of <c>docs/wire</c>.</summary>
public sealed partial class WireSpecs
{
    private static readonly string[] Headings = [.. InPages(Heading())];

    [Fact]
    public void Every_reference_leads_to_a_heading()
    {
        var texts = Texts().Select(File.ReadAllText).ToList();

        texts.Sum(text => References(text).Count()).Should().BeGreaterThan(50, "the references must be found at all");
        texts.SelectMany(LostReferences).Should().BeEmpty();
        InPages(InsideReference()).Except(Headings).Should().BeEmpty();
    }

    [Fact]
    public void A_reference_without_a_heading_is_found_alone_and_in_a_list() =>
        LostReferences($"A (wi{"re 9.99"}), a list (wi{"re 1.0, 1.99 and 4.98"}) and (wi{"re 4"}).").Should().Equal("9.99", "1.99", "4.98");

    [Fact]
    public void No_two_headings_have_one_number() => Headings.Should().OnlyHaveUniqueItems();

    [Fact]
    public void Nothing_refers_to_what_is_not_in_the_repository() =>
        Texts().Where(file => Elsewhere().IsMatch(File.ReadAllText(file))).Should().BeEmpty();

    [Fact]
    public void Every_test_class_that_the_pages_name_is_there() =>
        InPages(TestClass()).Except(RepositoryRoot.SourceFiles("tests").Select(file => Path.GetFileNameWithoutExtension(file))).Should().BeEmpty();

    private static IEnumerable<string> LostReferences(string text) => References(text).Except(Headings);

    private static IEnumerable<string> References(string text) =>
        Reference().Matches(text).SelectMany(match => Number().Matches(match.Value)).Select(match => match.Value);

    private static IEnumerable<string> InPages(Regex sought) =>
        Directory.EnumerateFiles(RepositoryRoot.File("docs", "wire"), "*.md")
            .SelectMany(page => sought.Matches(File.ReadAllText(page))).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> Texts() =>
        new[] { "src", "tests", "samples", "benchmarks", "docs" }.SelectMany(folder => RepositoryRoot.SourceFiles(folder)
            .Concat(Directory.EnumerateFiles(RepositoryRoot.File(folder), "*.lua", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(RepositoryRoot.File(folder), "*.md", SearchOption.AllDirectories)))
            .Concat(Directory.EnumerateFiles(RepositoryRoot.Path, "*.md"));

    [GeneratedRegex(@"^#+ ([0-9]+(?:\.[0-9]+)*) ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\bwire [0-9]+(?:\.[0-9]+)*(?:(?:,| and) [0-9]+(?:\.[0-9]+)*)*", RegexOptions.IgnoreCase)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\(([0-9]+\.[0-9]+(?:\.[0-9]+)*)\)")]
    private static partial Regex InsideReference();

    [GeneratedRegex(@"[0-9]+(?:\.[0-9]+)*")]
    private static partial Regex Number();

    [GeneratedRegex(@"[(]spec\b|\bspec [0-9]|\bappendix [A-Z]\b", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();

    [GeneratedRegex("`([A-Za-z]+Specs)`")]
    private static partial Regex TestClass();
}
