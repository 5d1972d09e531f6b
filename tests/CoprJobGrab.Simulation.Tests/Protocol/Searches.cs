namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>What is searched: every two faults together, with either kind of frontend.</summary>
internal static class Searches
{
    private static readonly Budget[] Faults =
    [
        new(TakeOvers: 1), new(Crashes: 1), new(Deaths: 1), new(Stops: 1), new(GivesBack: 1), new(Losses: 1), new(Omissions: 2), new(Glitches: 1),
        new(Stales: 1), new(Deletions: 1), new(Cancels: 1), new(Moves: 1),
    ];

    public static IEnumerable<(Variant Variant, Budget Budget)> NoFault { get; } =
        [.. from variant in Enum.GetValues<Variant>() select (variant, default(Budget))];

    public static IEnumerable<(Variant Variant, Budget Budget)> OneFault { get; } =
        [.. from variant in Enum.GetValues<Variant>() from fault in Faults.Append(new Budget(Glitches: 2, OnlyLeases: true)) select (variant, fault)];

    public static IEnumerable<(Variant Variant, Budget Budget)> TwoFaults { get; } =
        [..
            from variant in Enum.GetValues<Variant>()
            from one in Faults
            from other in Faults.SkipWhile(fault => fault != one).Skip(1)
            select (variant, one.Plus(other))];
}
