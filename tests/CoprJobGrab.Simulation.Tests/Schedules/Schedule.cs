namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A world and what happens in it.</summary>
/// <param name="Seed">What it was made from.</param>
/// <param name="ListsRunning">True for a frontend that lists running tasks; false for one that lists waiting ones, and only the first few.</param>
/// <param name="Grabbers">How many grabbers there are.</param>
/// <param name="Steps">In order.</param>
internal sealed record Schedule(int Seed, bool ListsRunning, int Grabbers, IReadOnlyList<ScheduleStep> Steps)
{
    /// <summary>True when there is too little room for all tasks: see <see cref="Scarcity"/>.</summary>
    public bool IsScarce { get; init; }

    private static readonly (StepKind Kind, int Weight)[] Weights =
    [
        (StepKind.Push, 12), (StepKind.Poll, 26), (StepKind.TruncatedPoll, 2), (StepKind.ThinPoll, 2), (StepKind.StalePoll, 3), (StepKind.Blind, 1),
        (StepKind.Pause, 6), (StepKind.Resume, 5), (StepKind.LostAnswer, 2),
        (StepKind.Pop, 14), (StepKind.Start, 3), (StepKind.Finish, 6), (StepKind.Die, 2), (StepKind.Reschedule, 2), (StepKind.Cancel, 4), (StepKind.Delete, 2),
        (StepKind.Crash, 2),
        (StepKind.TakeOver, 4), (StepKind.Reconfigure, 3), (StepKind.Advance, 6), (StepKind.Take, 10), (StepKind.Stall, 3), (StepKind.Renew, 4),
        (StepKind.Stop, 3),
    ];

    private static readonly (StepKind Kind, int Weight)[] Crowded =
        [.. Weights, (StepKind.Crowd, 6), (StepKind.Rush, 8), (StepKind.Blind, 8), (StepKind.MassEnd, 3)];

    private static readonly (StepKind Kind, int Weight)[] Scarce = [.. Weights, (StepKind.TopUp, 30), (StepKind.Push, 12), (StepKind.Pop, 12)];

    private static readonly (StepKind Kind, int Weight)[] Reporting = [.. Weights, (StepKind.Take, 20), (StepKind.End, 24), (StepKind.Tell, 8), (StepKind.Die, 4)];

    private static readonly (StepKind Kind, int Weight)[] Losses =
    [
        (StepKind.LoseAll, 3), (StepKind.LoseClaims, 3), (StepKind.LoseMarks, 1), (StepKind.LoseMeta, 2), (StepKind.LoseList, 1),
    ];

    private static readonly (StepKind Kind, int Weight)[] RedisLosses = [.. Losses, (StepKind.LoseRegistry, 1), (StepKind.Picture, 5), (StepKind.Restart, 4)];

    /// <summary>
    /// Makes the schedule of a seed.
    /// Half of them lose something of the store, a few times at most; every sixth has very many tasks, every eighth too little room for them, and two in eight
    /// workers that store the ends of their builds before they tell them.
    /// </summary>
    public static Schedule Of(int seed, bool onRedis)
    {
        var random = new Random(seed);
        var listsRunning = random.Next(3) > 0;
        var grabbers = random.Next(2, 4);
        var losses = random.Next(2) * random.Next(1, 4);
        var isScarce = seed % 8 == 2;
        var weights = random.Next(6) == 0 ? Crowded : isScarce ? Scarce : seed % 8 is 5 or 7 ? Reporting : Weights;
        var steps = new ScheduleStep[random.Next(20, 81)];
        for (var at = 0; at < steps.Length; at++)
        {
            var isLoss = losses > 0 && random.Next(15) == 0;
            losses -= isLoss ? 1 : 0;
            steps[at] = new ScheduleStep(Draw(random, !isLoss ? weights : onRedis ? RedisLosses : Losses), random.Next(1000), random.Next(1000));
        }

        return new Schedule(seed, listsRunning, grabbers, steps) { IsScarce = isScarce };
    }

    /// <summary>One that is written down: two grabbers, and a frontend that lists running tasks.</summary>
    public static Schedule Known(params (StepKind Kind, int Which, int How)[] steps) =>
        new(0, ListsRunning: true, Grabbers: 2, [.. steps.Select(step => new ScheduleStep(step.Kind, step.Which, step.How))]);

    public override string ToString() =>
        $"seed {Seed}, {Grabbers} grabbers, "
            + $"{(ListsRunning ? "running tasks are listed" : "only waiting tasks are listed")}{(IsScarce ? ", room is scarce" : "")}:\n  "
                + $"{string.Join("\n  ", Steps)}";

    private static StepKind Draw(Random random, (StepKind Kind, int Weight)[] weights)
    {
        var drawn = random.Next(weights.Sum(kind => kind.Weight));
        foreach (var (kind, weight) in weights)
        {
            if ((drawn -= weight) < 0)
            {
                return kind;
            }
        }

        throw new System.Diagnostics.UnreachableException();
    }
}
