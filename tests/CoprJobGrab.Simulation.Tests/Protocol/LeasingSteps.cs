namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>What the worker with a lease may do next, and who tells the frontend when it does not.</summary>
internal sealed class LeasingSteps(Rule rules, Variant variant)
{
    public IEnumerable<Step> All(World world)
    {
        if (world.Workers.Third.Urn != 0)
        {
            foreach (var step in Of(world, Worker.Leasing, "the leasing worker"))
            {
                yield return step;
            }
        }

        foreach (var step in world.Workers.Fourth.Urn == 0 ? TakeOvers(world) : Of(world, Worker.OtherTeller, "another teller"))
        {
            yield return step;
        }
    }

    /// <summary>The world after a report that nobody tells was taken over, told and released.</summary>
    public World Settled(World world)
    {
        var takeOver = TakeOvers(world).FirstOrDefault();
        return takeOver.What is null ? world : Release(Tell(takeOver.After, Worker.OtherTeller), Worker.OtherTeller);
    }

    /// <summary>Whether there is a report that nobody who is alive tells.</summary>
    public static bool IsUntold(World world, Store store) =>
        store.Report.Urn != 0 && (world.Workers[store.Report.Teller] is not { IsActive: true } worker || worker.Stage == Stage.Builds);

    /// <summary>The lease that a worker that takes the task writes.</summary>
    public static Store Leased(Store store, byte urn, byte attempt) =>
        store with { Urn = urn, Attempt = attempt, Mark = Mark.Lease, Incarnation = store.Incarnation == 0 ? (byte)14 : store.Incarnation };

    private IEnumerable<Step> Of(World world, int index, string name)
    {
        var me = world.Workers[index];
        var store = world.Stores[me.Group];
        if (world.Budget.Deaths > 0)
        {
            var budget = world.Budget with { Deaths = (byte)(world.Budget.Deaths - 1) };
            yield return new($"{name} dies", world.Harm() with { Workers = world.Workers.With(index, default), Budget = budget });
        }

        if (world.Budget.Stops > 0 && index == Worker.Leasing)
        {
            var budget = world.Budget with { Stops = (byte)(world.Budget.Stops - 1) };
            yield return new($"{name} stands still until its lease has run out", world.Harm() with
            {
                Workers = world.Workers.With(index, me with { StandsStill = true }), Budget = budget,
            });
        }

        if (Starts(world, me) is { } started)
        {
            yield return new($"{name} tells the frontend that the build runs", started);
        }

        switch (me.Stage)
        {
            case Stage.Builds:
                yield return End(world, index, name, givesBack: false);
                if (world.Budget.GivesBack > 0)
                {
                    var after = world with { Budget = world.Budget with { GivesBack = (byte)(world.Budget.GivesBack - 1) } };
                    yield return world.Frontend == Frontend.Running && Has(Rule.AskedThenReleased)
                        ? End(after, index, name, givesBack: true)
                        : new($"{name} gives the task back", Release(after, index));
                }

                if (me.StandsStill || (world.LostStore && store.Mark == Mark.None))
                {
                    yield return Renew(world, index, name);
                }

                break;
            case Stage.Tells:
                if (me.IsActive || !Has(Rule.LooksFirst))
                {
                    var what = me.GivesBack ? "asks the frontend to list the task again" : "tells the frontend the end";
                    yield return new($"{name} {what}", Tell(world, index));
                }

                if (me.StandsStill || store.Report.Urn == 0)
                {
                    yield return End(world, index, name, me.GivesBack);
                }

                break;
            case Stage.Told:
                yield return new($"{name} releases the claim", Release(world, index));
                break;
        }
    }

    /// <summary>The frontend hears that the build runs; null where that word does not come or changes nothing.</summary>
    private World? Starts(World world, Worker me) =>
        (me.StandsStill && Has(Rule.LooksFirst)) || (me.Stage != Stage.Builds && Has(Rule.LateStartDropped)) ? null : Started(world, variant);

    /// <summary>The same for any worker. Where running tasks are listed, only a word after the end makes a difference.</summary>
    public static World? Started(World world, Variant variant) => world.Frontend switch
    {
        Frontend.Waiting when variant == Variant.CapsList => world with { Frontend = Frontend.Running },
        Frontend.Ended => world with { Verdict = Verdict.StartAfterEnd },
        _ => null,
    };

    /// <summary>The end of the build and its report are stored, for the first time or once more, where the worker still has the task.</summary>
    private Step End(World world, int index, string name, bool givesBack)
    {
        var me = world.Workers[index];
        var store = world.Stores[me.Group];
        var isMine = store.Urn == me.Urn && store.Mark != Mark.None;
        var isRefused = store.Report.Urn != 0
            ? (store.Report.Urn != me.Urn || store.Report.Teller != index) && Has(Rule.TellersLease)
            : !(isMine ? !me.StandsStill || store.Mark != Mark.Ended : CanTakeBack(world, me, store)) && Has(Rule.EndIsFenced);
        if (isRefused)
        {
            return new($"{name} finds that it has the task no more, and stops", world with { Workers = world.Workers.With(index, default) });
        }

        store = TakenBack(store, me) with { Mark = Mark.Ended, Report = new(me.Urn, (byte)index, givesBack) };
        store = Has(Rule.ToldThenReleased) ? store : store.Release(Has(Rule.ReleaseRecords));
        return new($"{name} {(givesBack ? "stores that it gives the task back" : "stores the end of the build")}", world with
        {
            Stores = world.Stores.With(me.Group, store),
            Workers = world.Workers.With(index, me with { Stage = Stage.Tells, GivesBack = givesBack, StandsStill = false }),
        });
    }

    private Step Renew(World world, int index, string name)
    {
        var me = world.Workers[index];
        var store = world.Stores[me.Group];
        var isMine = store.Urn == me.Urn && store.Mark == Mark.Lease;
        var what = $"{name} {(me.StandsStill ? "wakes up and asks for" : "misses")} its lease";
        return isMine || CanTakeBack(world, me, store)
            ? new(what, world with
            {
                Stores = world.Stores.With(me.Group, (isMine ? store : TakenBack(store, me)) with { Renewals = (byte)(store.Renewals + 1) }),
                Workers = world.Workers.With(index, me with { StandsStill = false }),
            })
            : new(what, world with { Workers = world.Workers.With(index, default) });
    }

    /// <summary>It waits to be handed out again, or its claim is lost while the worker's own lease lasts.</summary>
    private static bool CanTakeBack(World world, Worker me, Store store) =>
        store.Standing == Standing.Waiting || (store.Standing == Standing.None && world.LostStore && !me.StandsStill);

    private static Store TakenBack(Store store, Worker me) => Leased(store.Without(store.Urn), me.Urn, Math.Max(store.Attempt, (byte)1));

    private World Tell(World world, int index)
    {
        var me = world.Workers[index];
        var isAgain = world.Frontend == Frontend.Ended && !me.GivesBack && !world.Harmed;
        return world with
        {
            Frontend = world.Frontend switch
            {
                Frontend.Running when me.GivesBack => Frontend.Waiting,
                Frontend.Waiting or Frontend.Running when !me.GivesBack => Frontend.Ended,
                var other => other,
            },
            Workers = world.Workers.With(index, me with { Stage = Stage.Told }),
            Verdict = isAgain ? Verdict.ToldTwice : world.Verdict,
        };
    }

    private World Release(World world, int index)
    {
        var me = world.Workers[index];
        var store = world.Stores[me.Group];
        var isMine = store.Urn == me.Urn && store.Mark != Mark.None;
        var isTaken = store.Report.Urn != 0 && store.Report.Teller != index && Has(Rule.TellersLease);
        if ((isMine && !isTaken) || !Has(Rule.EndIsFenced))
        {
            store = store.Release(Has(Rule.ReleaseRecords)) with { Report = default };
        }
        else if ((store.Standing == Standing.None || (store.Standing == Standing.Waiting && me.Stage == Stage.Told && !me.GivesBack))
            && Has(Rule.ReleaseRecords) && Has(Rule.RecordsWithoutClaim))
        {
            store = store.Release(remember: true);
        }

        store = store.Report.Urn == me.Urn && !isTaken ? store with { Report = default } : store;
        return world with { Stores = world.Stores.With(me.Group, store), Workers = world.Workers.With(index, default) };
    }

    /// <summary>A report is given to another teller.</summary>
    private IEnumerable<Step> TakeOvers(World world)
    {
        for (var group = 0; group < 2; group++)
        {
            var store = world.Stores[group];
            if (Has(Rule.AnotherTells) && (IsUntold(world, store) || (store.Report.Urn != 0 && !Has(Rule.TellersLease))))
            {
                yield return new("another teller takes the report over", world with
                {
                    Stores = world.Stores.With(group, store with { Report = store.Report with { Teller = Worker.OtherTeller } }),
                    Workers = world.Workers.With(
                        Worker.OtherTeller, new Worker(store.Report.Urn, (byte)group, Stage.Tells, store.Report.GivesBack)),
                });
            }
        }
    }

    private bool Has(Rule rule) => rules.HasFlag(rule);
}
