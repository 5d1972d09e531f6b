namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>What workers, users, operators and faults may do next.</summary>
internal sealed class OtherSteps(Rule rules, Variant variant)
{
    private const int Leasing = 2;

    public IEnumerable<Step> All(World world)
    {
        for (var worker = 0; worker < 3; worker++)
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
            yield return new("the store loses everything", world with
            {
                Stores = default, Lease = new Lease(0, 0, world.Lease.HighestEver, world.Lease.Last, IsLost: true), Budget = budget, LostStore = true,
                HeldAtLoss = world.HeldAtLoss || world.IsHeld,
            });
            yield return new("the store loses the claims", world with
            {
                Stores = new(WithoutClaims(world.Stores.First), WithoutClaims(world.Stores.Second)), Budget = budget, LostStore = true,
                HeldAtLoss = world.HeldAtLoss || world.IsHeld,
            });
        }
    }

    private IEnumerable<Step> OfWorker(World world, int index)
    {
        var me = world.Workers[index];
        var name = index == Leasing ? "the leasing worker" : $"Python worker {index + 1}";
        if (me.Urn == 0)
        {
            if (index != Leasing && ((world.Budget.OnlyLeases && !world.IsHeld) || (index == 1 && world.Workers.First.Urn == 0)))
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

        if (me.Told)
        {
            yield return new($"{name} releases the claim", Release(world, index));
            yield break;
        }

        var ended = world with { Frontend = world.Frontend is Frontend.Waiting or Frontend.Running ? Frontend.Ended : world.Frontend };
        yield return new(
            $"{name} ends the build and tells the frontend",
            ended with { Workers = world.Workers.With(index, index == Leasing ? me with { Told = true } : default) });
        if (variant == Variant.CapsList && world.Frontend == Frontend.Waiting)
        {
            yield return new($"{name} tells the frontend that the build runs", world with { Frontend = Frontend.Running });
        }

        if (world.Budget.Deaths > 0 && world.Frontend != Frontend.Running)
        {
            yield return new(
                $"{name} dies",
                world with { Workers = world.Workers.With(index, default), Budget = world.Budget with { Deaths = (byte)(world.Budget.Deaths - 1) } });
        }

        if (index == Leasing && world.LostStore && world.Stores[me.Group].LeasedBy == 0)
        {
            yield return new($"{name} misses its lease", TakeBack(world, index));
        }
    }

    private World Take(World world, int index, int group)
    {
        var store = world.Stores[group];
        var urn = store.Older;
        var verdict = world.IsHeld ? Verdict.TwoWorkers
            : world.Frontend == Frontend.Ended ? Verdict.AfterItsEnd
            : world.Answering || world.Frontend == Frontend.Cancelled ? Verdict.AfterItsCancel
            : world.Verdict;
        // Popped between the last observation before a loss and the first after it: nobody can know.
        var unseen = world.HeldAtLoss || (world.LostStore && store.Urn == 0);
        store = store.Pop();
        if (index == Leasing)
        {
            store = store with { Urn = urn, Attempt = store.Urn == 0
                ? (byte)1
                : store.Attempt, LeasedBy = 1, Incarnation = store.Incarnation == 0
                ? (byte)14
                : store.Incarnation };
        }

        return world with { Stores = world.Stores.With(group, store), Workers = world.Workers.With(
            index, new Worker(urn, (byte)group, false)), HeldAtLoss = unseen, Verdict = verdict };
    }

    private World Release(World world, int index)
    {
        var me = world.Workers[index];
        var store = world.Stores[me.Group];
        var mine = store.Urn == me.Urn && store.LeasedBy != 0;
        if (mine)
        {
            store = store.Release(rules.HasFlag(Rule.ReleaseRecords));
        }
        else if (store.Standing is Standing.None or Standing.Waiting && rules.HasFlag(Rule.ReleaseRecords) && rules.HasFlag(Rule.RecordsWithoutClaim))
        {
            store = store.Release(remember: true);
        }

        return world with { Stores = world.Stores.With(me.Group, store), Workers = world.Workers.With(index, default) };
    }

    private static World TakeBack(World world, int index)
    {
        var me = world.Workers[index];
        var store = world.Stores[me.Group];
        return store.Standing is Standing.None or Standing.Waiting
            ? world with { Stores = world.Stores.With(
                me.Group,
                store.Without(store.Urn) with { Urn = me.Urn, Attempt = Math.Max(store.Attempt, (byte)1), LeasedBy = 1, Incarnation = store.Incarnation == 0
                    ? (byte)14
                    : store.Incarnation }) }
            : world with { Workers = world.Workers.With(index, default) };
    }

    private static Store WithoutClaims(Store store) => store with { Urn = 0, Attempt = 0, LeasedBy = 0, Incarnation = 0 };
}
