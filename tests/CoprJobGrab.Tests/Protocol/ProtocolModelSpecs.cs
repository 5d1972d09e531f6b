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

        foreach (var rule in Enum.GetValues<Rule>().Where(rule => rule is Rule.Floor))
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

    private static readonly Budget[] Faults =
    [
        new() { TakeOvers = 1 }, new() { Crashes = 1 }, new() { Deaths = 1 }, new() { Losses = 1 }, new() { Omissions = 2 }, new() { Deletions = 1 }, new() { Cancels = 1 }, new() { Moves = 1 }, new() { Glitches = 1 },
    ];

    private static Budget Add(Budget a, Budget b) => new()
    {
        TakeOvers = (byte)(a.TakeOvers + b.TakeOvers), Crashes = (byte)(a.Crashes + b.Crashes), Deaths = (byte)(a.Deaths + b.Deaths), Losses = (byte)(a.Losses + b.Losses),
        Omissions = (byte)(a.Omissions + b.Omissions), Deletions = (byte)(a.Deletions + b.Deletions), Cancels = (byte)(a.Cancels + b.Cancels), Moves = (byte)(a.Moves + b.Moves), Glitches = (byte)(a.Glitches + b.Glitches),
    };

    private static IEnumerable<(Variant, Budget, int)> Searches()
    {
        var depth = int.Parse(Environment.GetEnvironmentVariable("DEPTH") ?? "14", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var variant in Enum.GetValues<Variant>())
        {
            yield return (variant, new Budget { Glitches = 2, OnlyLeases = true }, depth);
            for (var a = 0; a < Faults.Length; a++)
            for (var b = a + 1; b < Faults.Length; b++)
            {
                yield return (variant, Add(Faults[a], Faults[b]), depth);
            }
        }
    }
}
