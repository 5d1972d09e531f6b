using System.Text.Json;
using CoprJobGrab.TestKit;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Docs;

/// <summary>Holds <c>docs/operations.md</c> to what the console host writes.</summary>
public sealed class OperationsDocumentSpecs
{
    private static readonly string[] Page = File.ReadAllLines(RepositoryRoot.File("docs", "operations.md"));

    [Fact]
    public void The_row_of_the_cause_has_every_cause() =>
        Page.Single(line => line.StartsWith("| `cause`, `limit`, `holders` |", StringComparison.Ordinal))
            .Should().ContainAll(Enum.GetNames<HoldCause>().Select(name => $"`{JsonNamingPolicy.SnakeCaseLower.ConvertName(name)}`"));
}
