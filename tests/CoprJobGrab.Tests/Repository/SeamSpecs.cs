using System.Text.RegularExpressions;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Repository;

/// <summary>
/// Nothing asks what stands behind a seam: a part of the host's, or a decorator, would not be recognised, and would lose what the test of its type decides.
/// </summary>
public sealed partial class SeamSpecs
{
    private static readonly string[] Library = [.. RepositoryRoot.SourceFiles("src").Select(file => RoomMap.Code(File.ReadAllText(file)))];

    private static readonly HashSet<string> Seams = [.. SeamsIn(Library)];

    [Fact]
    public void No_source_file_tests_the_type_of_a_part_behind_a_seam() => Library.SelectMany(TypeTestsIn).Should().BeEmpty();

    [Theory]
    [InlineData("if (queue is InMemoryBuildQueue memory)")]
    [InlineData("if (queue is not IClaimStore)")]
    [InlineData("(queue as DelegatingBuildQueue)?.ToString();")]
    [InlineData("((RedisLeadership)leadership).Dispose();")]
    [InlineData("switch (source) { case HttpTaskSource: break; }")]
    [InlineData("var name = source switch { HttpTaskSource { } http => http.Name, _ => null };")]
    [InlineData("queues.OfType<ClaimQueue>();")]
    public void A_seeded_type_test_is_found(string seeded) => TypeTestsIn(seeded).Should().ContainSingle();

    // What the package puts around a queue is what a host can put around one.
    [Fact]
    public void The_testing_package_needs_no_internals_of_queues() =>
        RepositoryRoot.SourceFiles("src/CoprJobGrab.Testing")
            .Where(file => File.ReadAllText(file).Contains("using CoprJobGrab.Queues", StringComparison.Ordinal)).Should().BeEmpty();

    [Fact]
    public void A_host_that_fakes_the_operator_can_make_each_of_its_answers() =>
        typeof(IJobGrabOperator).GetMethods().Select(method => method.ReturnType.GetGenericArguments().Single())
            .Where(answer => !answer.IsPrimitive && answer.GetConstructors().Length == 0).Should().BeEmpty();

    [Fact]
    public void A_closed_set_is_no_seam() => TypeTestsIn("if (decision is Decision.Hold { Cause: HoldCause.Limit })").Should().BeEmpty();

    private static IEnumerable<string> TypeTestsIn(string code) =>
        TypeTest().Matches(code).Where(match => match.Groups["type"].Captures.Any(type => Seams.Contains(type.Value))).Select(match => match.Value);

    /// <summary>The interfaces of the library, and every type that implements one of them or derives from one that does.</summary>
    private static HashSet<string> SeamsIn(IReadOnlyCollection<string> files)
    {
        var seams = files.SelectMany(code => Interface().Matches(code)).Select(match => match.Groups[1].Value).ToHashSet();
        var types = files.SelectMany(code => Type().Matches(code)).Select(match => (Name: match.Groups[1].Value, Bases: match.Groups[2].Value)).ToList();
        for (var before = 0; before != seams.Count;)
        {
            before = seams.Count;
            seams.UnionWith(types.Where(type => RoomMap.Words(type.Bases).Any(seams.Contains)).Select(type => type.Name).ToList());
        }

        return seams;
    }

    [GeneratedRegex(@"\binterface (I\w+)")]
    private static partial Regex Interface();

    [GeneratedRegex(@"\b(?:class|record) (\w+)[^{;]*?: *([^{;]+)")]
    private static partial Regex Type();

    [GeneratedRegex(
        @"\b(?:is|as|case)\s+(?:not\s+)?(?<type>[A-Z]\w+)\b(?![.(])|\((?<type>[A-Z]\w+)\)[\w(]|\b(?:OfType|Cast)<(?<type>[A-Z]\w+)>"
            + @"|(?<!class)[{,]\s*(?<type>[A-Z]\w+)(?: \w+)?(?: \{[^}]*\})?(?: \w+)? =>")]
    private static partial Regex TypeTest();
}
