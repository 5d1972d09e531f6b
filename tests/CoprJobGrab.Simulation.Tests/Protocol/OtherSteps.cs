namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>What Python workers, users, operators and faults may do next, and who takes the task.</summary>
internal sealed class OtherSteps(Variant variant)
{
    public IEnumerable<Step> All(World world)
    {
        for (var worker = 0; worker <= Worker.Leasing; worker++)
        {
            foreach (var step in OfWorker(world, worker))
            {
                yield return step;
            }
        }

        if (world.Answering)
        {
            yield return new("the frontend takes the answer to the cancel", Model.Answered(world));
        }

        if (world.Budget.Deletions > 0 && world.Frontend == Frontend.Waiting)
        {
            yield return new("the user deletes the build", world with { Frontend = Frontend.Deleted, Budget = world.Budget with { Deletions = 0 } });
        }

        if (world.Budget.Moves > 0)
        {
            yield return new(
                "the configuration gives the architecture to the other group",
                world with { Route = (byte)(1 - world.Route), Budget = world.Budget with { Moves = 0 } });
        }

        if (world.Budget.Losses > 0 && (world.Stores.First.Incarnation != 0 || world.Stores.Second.Incarnation != 0))
        {
            var budget = world.Budget with { Losses = (byte)(world.Budget.Losses - 1) };
            yield return new("the store loses everything", world.Harm() with
            {
                Stores = default, Lease = new Lease(0, 0, world.Lease.HighestEver, world.Lease.Last, IsLost: true), Budget = budget, LostStore = true,
                HeldAtLoss = world.HeldAtLoss || world.IsUnheard,
            });
            yield return new("the store loses the claims", world.Harm() with
            {
                Stores = new(WithoutClaims(world.Stores.First), WithoutClaims(world.Stores.Second)), Budget = budget, LostStore = true,
                HeldAtLoss = world.HeldAtLoss || world.IsUnheard,
            });
            if (world.Stores.First.Report.Urn != 0 || world.Stores.Second.Report.Urn != 0)
            {
                yield return new("the store loses the reports", world.Harm() with
                {
                    Stores = new(world.Stores.First with { Report = default }, world.Stores.Second with { Report = default }), Budget = budget,
                });
            }
        }
    }

    private IEnumerable<Step> OfWorker(World world, int index)
    {
        var me = world.Workers[index];
        var name = index == Worker.Leasing ? "the leasing worker" : $"Python worker {index + 1}";
        if (me.Urn == 0)
        {
            if (index != Worker.Leasing && ((world.Budget.OnlyLeases && !world.IsHeld) || (index == 1 && world.Workers.First.Urn == 0)))
            {
                // Both are alike: the second one only shows that two have the task.
                yield break;
            }

            for (var group = 0; group < 2; group++)
            {
                if (world.Stores[group].Older != 0)
                {
                    yield return new($"{name} takes the task", Take(world, index, group));
                }
            }

            yield break;
        }

        if (index == Worker.Leasing)
        {
            yield break;
        }

        yield return new($"{name} ends the build and tells the frontend", world with
        {
            Frontend = world.Frontend is Frontend.Waiting or Frontend.Running ? Frontend.Ended : world.Frontend,
            Workers = world.Workers.With(index, default),
        });
        if (LeasingSteps.Started(world, variant) is { } started)
        {
            yield return new($"{name} tells the frontend that the build runs", started);
        }

        if (world.Budget.Deaths > 0 && world.Frontend != Frontend.Running)
        {
            var budget = world.Budget with { Deaths = (byte)(world.Budget.Deaths - 1) };
            yield return new($"{name} dies", world with { Workers = world.Workers.With(index, default), Budget = budget });
        }
    }

    private static World Take(World world, int index, int group)
    {
        var store = world.Stores[group];
        var urn = store.Older;
        var verdict = world.IsHeld ? Verdict.TwoWorkers
            : world.Frontend == Frontend.Ended ? Verdict.AfterItsEnd
            : world.Answering || world.Frontend == Frontend.Cancelled ? Verdict.AfterItsCancel
            : world.Stores.First.Report.Urn != 0 || world.Stores.Second.Report.Urn != 0 ? Verdict.WithItsReport
            : world.Verdict;
        // Popped between the last observation before a loss and the first after it: nobody can know.
        var unseen = world.HeldAtLoss || (world.LostStore && store.Urn == 0);
        store = store.Pop();
        if (index == Worker.Leasing)
        {
            store = LeasingSteps.Leased(store, urn, store.Urn == 0 ? (byte)1 : store.Attempt);
        }

        return world with { Stores = world.Stores.With(group, store), Workers = world.Workers.With(
            index, new Worker(urn, (byte)group)), HeldAtLoss = unseen, Verdict = verdict };
    }

    private static Store WithoutClaims(Store store) => store with { Urn = 0, Attempt = 0, Mark = Mark.None, Incarnation = 0, Report = default };
}
