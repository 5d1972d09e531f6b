using CoprJobGrab.TestKit;

namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>The runs that <c>docs/claim-protocol.md</c> tells.</summary>
internal static class ClaimProtocolDocument
{
    /// <summary>The lines of the text block below the heading of the rule; empty when there is none.</summary>
    public static IReadOnlyList<string> RunOf(Rule rule) =>
        [.. File.ReadLines(RepositoryRoot.File("docs", "claim-protocol.md"))
            .SkipWhile(line => line != $"### {rule}")
            .SkipWhile(line => line != "```text").Skip(1)
            .TakeWhile(line => line != "```")];
}
