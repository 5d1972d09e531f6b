namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>The claim protocol, searched: every order in which things can happen.</summary>
internal sealed class Model(Rule rules, Variant variant)
{
    private const int QuietCycles = 6;

    private readonly GrabberSteps _grabbers = new(rules, variant);
    private readonly OtherSteps _others = new(variant);
    private readonly LeasingSteps _leasing = new(rules, variant);

    /// <summary>The shortest run to a bad end, the last line saying what is bad; null when no run ends badly.</summary>
    /// <param name="budget">What may go wrong.</param>
    /// <param name="worlds">How many different worlds were looked at.</param>
    /// <param name="shorterThan">Longer runs are not looked for.</param>
    public IReadOnlyList<string>? ShortestBadRun(Budget budget, out int worlds, int shorterThan = int.MaxValue)
    {
        var start = World.Start(budget);
        var cameFrom = new Dictionary<World, (World Before, string What)> { [start] = default };
        var edge = new List<World> { start };
        for (var steps = 0; edge.Count > 0 && steps + 1 < shorterThan; steps++)
        {
            var next = new List<World>();
            foreach (var world in edge)
            {
                if (Fault(world) is { } fault)
                {
                    worlds = cameFrom.Count;
                    return [.. Run(cameFrom, world), fault];
                }

                if (world.Verdict == Verdict.Unavoidable)
                {
                    continue;
                }

                foreach (var (what, after) in Steps(world))
                {
                    if (cameFrom.TryAdd(after, (world, what)))
                    {
                        next.Add(after);
                    }
                }
            }

            edge = next;
        }

        worlds = cameFrom.Count;
        return null;
    }

    private IEnumerable<Step> Steps(World world)
    {
        for (var grabber = 0; grabber < 2; grabber++)
        {
            foreach (var step in _grabbers.All(world, grabber).Concat(_grabbers.Cancels(world, grabber)))
            {
                yield return step;
            }
        }

        foreach (var step in _others.All(world).Concat(_leasing.All(world)))
        {
            yield return step;
        }
    }

    /// <summary>The frontend has taken what became of the user's cancel.</summary>
    public static World Answered(World world) =>
        world with { Answering = false, Frontend = world.Frontend is Frontend.Waiting or Frontend.Running ? Frontend.Cancelled : world.Frontend };

    private string? Fault(World world) => world.Verdict switch
    {
        Verdict.TwoWorkers => "BAD: two workers have the task",
        Verdict.AfterItsEnd => "BAD: a worker has the task after it ended",
        Verdict.AfterItsCancel => "BAD: a worker has the task after its user was told that it is cancelled",
        Verdict.WithItsReport => "BAD: a worker has the task while its report waits to be told",
        Verdict.StartAfterEnd => "BAD: the frontend hears that the build runs after it heard of the end",
        Verdict.ToldTwice => "BAD: the frontend is told the end twice, and nothing went wrong in between",
        Verdict.Unavoidable => null,
        _ => FaultOnceQuiet(world),
    };

    /// <summary>Lets one grabber lead undisturbed, and looks whether all is well then.</summary>
    private string? FaultOnceQuiet(World world)
    {
        world = world.Answering ? Answered(world) : world;
        world = world with { Budget = default, Grabbers = default, Lease = world.Lease with { Holder = 0, IsLost = false } };
        world = _leasing.Settled(world);
        if (LeasingSteps.IsUntold(world, world.Stores.First) || LeasingSteps.IsUntold(world, world.Stores.Second))
        {
            return "BAD: a stored result is never told";
        }

        world = _grabbers.Lead(world, 0);
        if (rules.HasFlag(Rule.Stamp))
        {
            world = _grabbers.Stamp(world, 0);
        }

        for (var cycle = 0; cycle < QuietCycles; cycle++)
        {
            world = rules.HasFlag(Rule.ObserveFirst)
                ? _grabbers.Fetch(_grabbers.Observe(world, 0, Phase.Observed), 0, Phase.Both).First().After
                : _grabbers.Observe(_grabbers.Fetch(world, 0, Phase.Fetched).First().After, 0, Phase.Both);
            do
            {
                world = _grabbers.Apply(world, 0).After;
            }
            while (world.Grabbers.First.PushedFirst != 0);
        }

        var waits = world.Stores[world.Route].Older != 0;
        var anywhere = world.Stores.First.Older != 0 || world.Stores.Second.Older != 0;
        return world.Frontend switch
        {
            Frontend.Waiting when !world.IsAttended && !waits => "BAD: the task is listed, and nobody will ever get it",
            Frontend.Ended or Frontend.Deleted or Frontend.Cancelled when anywhere => "BAD: the task is gone, and stays in a list",
            Frontend.Running when !world.IsAttended && !world.LostStore => "BAD: the frontend believes that the build runs, and nobody has it",
            _ => null,
        };
    }

    private static List<string> Run(Dictionary<World, (World Before, string What)> cameFrom, World world)
    {
        var run = new List<string>();
        while (cameFrom[world] is { What: not null } step)
        {
            run.Add(step.What);
            world = step.Before;
        }

        run.Reverse();
        return run;
    }
}
