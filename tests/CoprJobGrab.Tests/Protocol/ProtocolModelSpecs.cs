using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Protocol;

public sealed class ProtocolModelSpecs(ITestOutputHelper output)
{
    [Fact]
    public void Try_it_out_for_now_please()
    {
        foreach (var (variant, budget, depth) in Searches())
        {
            var sw = TimeProvider.System.GetTimestamp();
            var run = new Model(Rule.All, variant).ShortestBadRun(budget, depth, out var worlds);
            output.WriteLine($"{variant} {budget} depth {depth}: {worlds} worlds {TimeProvider.System.GetElapsedTime(sw).TotalSeconds:F1}s {(run is null ? "fine" : string.Join("\n   ", run))}");
        }

        foreach (var rule in Enum.GetValues<Rule>().Where(rule => rule is not (Rule.None or Rule.All)))
        {
            var found = false;
            foreach (var (variant, budget, depth) in Searches())
            {
                var run = new Model(Rule.All & ~rule, variant).ShortestBadRun(budget, depth, out var worlds);
                if (run is not null)
                {
                    output.WriteLine($"WITHOUT {rule} ({variant}, {budget}):\n   {string.Join("\n   ", run)}");
                    found = true;
                    break;
                }
            }

            if (!found)
            {
                output.WriteLine($"WITHOUT {rule}: nothing found");
            }
        }
    }

    private static IEnumerable<(Variant, Budget, int)> Searches()
    {
        var depth = int.Parse(Environment.GetEnvironmentVariable("DEPTH") ?? "14", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var variant in Enum.GetValues<Variant>())
        {
            yield return (variant, new Budget { Deaths = 1 }, depth);
            yield return (variant, new Budget { TakeOvers = 1 }, depth);
            yield return (variant, new Budget { Omissions = 2 }, depth);
            yield return (variant, new Budget { Losses = 1 }, depth);
            yield return (variant, new Budget { Losses = 1, TakeOvers = 1 }, depth);
            yield return (variant, new Budget { Cancels = 1, TakeOvers = 1 }, depth);
            yield return (variant, new Budget { Deletions = 1, TakeOvers = 1 }, depth);
            yield return (variant, new Budget { Crashes = 1, Deaths = 1 }, depth);
            yield return (variant, new Budget { Moves = 1 }, depth);
        }
    }
}
