namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>What the two grabbers may do next.</summary>
internal sealed class GrabberSteps(Rule rules, Variant variant)
{
    private const string Asks = "asks the frontend to list the task again";

    // Ten in the library; here it is enough that all wrong lists together are fewer.
    private const int RememberedLists = 4;

    public IEnumerable<Step> All(World world, int index)
    {
        var me = world.Grabbers[index];
        var name = $"grabber {index + 1}";
        if (me.Phase == Phase.Standby)
        {
            // Both are alike: call the first one to lead grabber 1.
            if (world.Lease.HighestEver == 0 && index > 0)
            {
                yield break;
            }

            if (IsPassing(world, index)
                ? !Has(Rule.LedLeadsAgain) || world.Budget.TakeOvers > 0
                : world.Lease.Holder == 0 || (world.Lease.Holder != index + 1 && world.Budget.TakeOvers > 0))
            {
                yield return new($"{name} becomes the leader", Lead(world, index));
            }

            if (StandBy(world, index) is var stoodBy && stoodBy != world)
            {
                yield return new($"{name} stands by for a while", stoodBy);
            }

            yield break;
        }

        if (world.Budget.Crashes > 0)
        {
            yield return new($"{name} crashes", Crash(world, index));
        }

        switch (me.Phase)
        {
            case Phase.Leading:
                yield return new($"{name} writes its epoch", Stamp(world, index));
                break;
            case Phase.Ready when !Has(Rule.ObserveFirst):
                foreach (var step in Fetch(world, index, Phase.Fetched))
                {
                    yield return step;
                }

                break;
            case Phase.Fetched when !Has(Rule.ObserveFirst):
                yield return new($"{name} observes", Observe(world, index, Phase.Both));
                break;
            case Phase.Ready:
                yield return new($"{name} observes", Observe(world, index, Phase.Observed));
                break;
            case Phase.Observed:
                foreach (var step in Fetch(world, index, Phase.Both))
                {
                    yield return step;
                }

                break;
            case Phase.Both:
                var applied = Apply(world, index);
                yield return applied;
                if (WithAnother(world, index, applied) is { } another)
                {
                    yield return another;
                }

                break;
        }
    }

    /// <summary>The leader's answer to a user who cancels: at any time, with a list in hand or not.</summary>
    public IEnumerable<Step> Cancels(World world, int index)
    {
        var me = world.Grabbers[index];
        if (me.Requested && !world.Answering)
        {
            yield return new(
                $"grabber {index + 1} fetches a list without the cancel request",
                world with { Grabbers = world.Grabbers.With(index, me with { Requested = false }) });
        }

        if (world.Budget.Cancels == 0
            || world.Frontend != Frontend.Waiting
            || me.Phase < Phase.Ready
            || Fenced(world, me)
            || Apply(world, index).What.Contains("stands down", StringComparison.Ordinal))
        {
            yield break;
        }

        var stores = world.Stores;
        for (var group = 0; group < 2; group++)
        {
            var store = stores[group];
            if (store.IsTaken || (store.Incarnation == 0 && store.Older != 0))
            {
                // Taken: a worker must be told. Or the list holds what nobody has claimed yet: that comes first.
                yield break;
            }

            if (store.Urn != 0)
            {
                store = store.Release(Has(Rule.ReleaseRecords));
            }
            else if (Has(Rule.RecordsWithoutClaim) && Has(Rule.ReleaseRecords))
            {
                store = store with { Revision = (byte)(store.Revision + 1), Released = (byte)(store.Revision + 1) };
            }

            stores = stores.With(group, store with { Epoch = Math.Max(store.Epoch, me.Epoch) });
        }

        var budget = world.Budget with { Cancels = (byte)(world.Budget.Cancels - 1) };
        yield return new(
            $"grabber {index + 1} cancels the task for its user",
            world with { Stores = stores, Answering = true, Budget = budget, Grabbers = world.Grabbers.With(
                index, me with { Requested = true, Heard = true }) });
    }

    public World Lead(World world, int index)
    {
        var epoch = (byte)((Has(Rule.EpochsOnlyRise) ? world.Lease.HighestEver : world.Lease.Epoch) + 1);
        var isPassing = IsPassing(world, index);
        // Who is passed over by the rules has stood still for a lease.
        var takesOver = world.Lease.Holder != 0 || (isPassing && Has(Rule.LedLeadsAgain));
        var budget = takesOver ? world.Budget with { TakeOvers = (byte)(world.Budget.TakeOvers - 1) } : world.Budget;
        return world with
        {
            Lease = new Lease((byte)(index + 1), epoch, Math.Max(epoch, world.Lease.HighestEver), (byte)(index + 1)),
            PassedOver = world.PassedOver || (isPassing && !takesOver),
            Budget = budget,
            Grabbers = world.Grabbers.With(
                index, world.Grabbers[index] with { Phase = Has(Rule.Stamp) ? Phase.Leading : Phase.Ready, Epoch = epoch, Requested = false, Heard = false }),
        };
    }

    /// <summary>Whether the other one comes first in a store that lost everything: it led last, or else it alone has had time to see what is taken.</summary>
    private static bool IsPassing(World world, int index) =>
        world.Lease.IsLost && (world.Lease.Last != 0 ? world.Lease.Last != index + 1 : world.Grabbers[1 - index].CouldKnow && !world.Grabbers[index].CouldKnow);

    /// <summary>It sees what a look sees that is taken, and nothing else of it is used; for which it has had time whether it looks or not.</summary>
    private World StandBy(World world, int index)
    {
        var me = world.Grabbers[index];
        var looked = Observe(world, index, Phase.Standby).Grabbers[index];
        me = Has(Rule.StandbysLook) ? me with { SawTaken = looked.SawTaken, SawAttempt = looked.SawAttempt, SawGroup = looked.SawGroup } : me;
        return world with { Grabbers = world.Grabbers.With(index, me with { CouldKnow = looked.CouldKnow }) };
    }

    public World Stamp(World world, int index)
    {
        var me = world.Grabbers[index];
        if (Fenced(world, me))
        {
            return StandDown(world, index);
        }

        var stores = world.Stores;
        for (var group = 0; group < 2; group++)
        {
            stores = stores.With(group, stores[group] with { Epoch = me.Epoch });
        }

        return world with { Stores = stores, Grabbers = world.Grabbers.With(index, me with { Phase = Phase.Ready }) };
    }

    public World Observe(World world, int index, Phase next)
    {
        var me = world.Grabbers[index];
        var seen = new Pair<Picture>(Look(world.Stores.First), Look(world.Stores.Second));
        var revisions = Has(Rule.ObserveFirst) ? new Pair<byte>(seen.First.Revision, seen.Second.Revision) : me.ListRevision;
        var taken = Array.Find([seen.First, seen.Second], picture => picture.IsTaken);
        var waits =
            seen.First.Unclaimed != 0 || seen.Second.Unclaimed != 0 || seen.First.Standing == Standing.Waiting || seen.Second.Standing == Standing.Waiting;
        var presence = world.Stores.First.Released != 0 || world.Stores.Second.Released != 0 ? Presence.Gone
            : me.Presence == Presence.Unknown && (seen.First.Urn != 0 || seen.Second.Urn != 0) ? Presence.Listed
            : me.Presence;
        // Longer than any build takes: it is over only when nobody works on the task any more.
        var overdue = taken.Urn != 0 && !world.IsAttended && Has(Rule.Patience) && !(taken.Standing == Standing.Ended && Has(Rule.EndedKeeps));
        me = me with
        {
            Phase = next,
            Seen = seen,
            Withheld = Has(Rule.ObserveFirst) ? IsAsked(world, me) : me.Withheld,
            ListRevision = revisions,
            Overdue = overdue,
            Presence = presence,
            SawTaken = taken.Urn != 0 ? taken.Urn : waits ? (byte)0 : me.SawTaken,
            CouldKnow = taken.Urn != 0 || (!waits && me.CouldKnow),
            SawAttempt = taken.Urn != 0 ? taken.Attempt : me.SawAttempt,
            SawGroup = taken.Urn == 0 ? me.SawGroup : (byte)(taken == seen.First ? 0 : 1),
        };
        return world with { Grabbers = world.Grabbers.With(index, me) };
    }

    public IEnumerable<Step> Fetch(World world, int index, Phase next)
    {
        var me = world.Grabbers[index] with { Phase = next };
        me = me with { Withheld = me.Requested || (Has(Rule.ObserveFirst) ? me.Withheld : IsAsked(world, me)) };
        if (!Has(Rule.ObserveFirst))
        {
            me = me with { ListRevision = new(world.Stores.First.Revision, world.Stores.Second.Revision) };
        }

        var listed = world.Frontend == Frontend.Waiting || (world.Frontend == Frontend.Running && variant == Variant.ListsRunning);
        yield return new(
            $"grabber {index + 1} fetches a list {(listed ? "with" : "without")} the task",
            world with { Grabbers = world.Grabbers.With(index, me with { Listed = listed }) });
        if (listed && world.Budget.Omissions > 0)
        {
            yield return new(
                $"grabber {index + 1} fetches "
                    + $"{(variant == Variant.CapsList ? "a list that is capped before the task" : "an empty list by a fault of the frontend")}",
                world with
                {
                    Budget = world.Budget with { Omissions = (byte)(world.Budget.Omissions - 1) },
                    Grabbers = world.Grabbers.With(index, me with { Listed = false }),
                });
        }

        if (listed && world.Budget.Glitches > 0)
        {
            yield return new($"grabber {index + 1} fetches a list that misses the task alone", world with
            {
                Budget = world.Budget with { Glitches = (byte)(world.Budget.Glitches - 1) },
                Grabbers = world.Grabbers.With(index, me with { Listed = false }),
            });
        }

        if (!listed && world.Budget.Stales > 0)
        {
            yield return new($"grabber {index + 1} fetches a list that is out of date and has the task", world with
            {
                Budget = world.Budget with { Stales = (byte)(world.Budget.Stales - 1) },
                // Patience is longer than any cache keeps a list: when it is over, others have told of the end.
                Grabbers = world.Grabbers.With(index, me with { Listed = true, IsStale = true, Overdue = me.Overdue && me.Presence == Presence.Gone }),
            });
        }
    }

    public Step Apply(World world, int index)
    {
        var me = world.Grabbers[index];
        var name = $"grabber {index + 1}";
        if (Fenced(world, me))
        {
            return new($"{name} is refused as an old leader and stands down", StandDown(world, index));
        }

        if (Has(Rule.EpochIsStored) && Has(Rule.Stamp) && Has(Rule.Epoch) && (world.Stores.First.Epoch != me.Epoch || world.Stores.Second.Epoch != me.Epoch))
        {
            return new($"{name} does not find its epoch and stands down", StandDown(world, index) with { Grabbers = world.Grabbers.With(
                index, new Grabber { SawTaken = me.SawTaken, CouldKnow = me.CouldKnow, SawAttempt = me.SawAttempt, SawGroup = me.SawGroup }) });
        }

        var (what, stores, after) = Plan(world, me);
        for (var group = 0; group < 2; group++)
        {
            if (stores[group] != world.Stores[group])
            {
                stores = stores.With(group, stores[group] with { Epoch = me.Epoch });
            }
        }

        var pushed = (stores.First.Has(world.NextUrn) || stores.Second.Has(world.NextUrn)) && me.PushedFirst == 0;
        // Of an end before its lead a leader knows nothing, nor where the store has lost the claim of a worker that it never saw.
        var isUnknown = me.IsStale && (me.Presence == Presence.Unknown || (world.LostStore && me.SawTaken == 0 && me.Presence != Presence.Gone));
        var verdict = pushed && ((world.HeldAtLoss && !me.CouldKnow && !world.PassedOver) || isUnknown) ? Verdict.Unavoidable : world.Verdict;
        return new($"{name} {what}", world with
        {
            Frontend = what == Asks ? Frontend.Waiting : world.Frontend,
            Stores = stores,
            Grabbers = world.Grabbers.With(index, after),
            NextUrn = pushed ? (byte)(world.NextUrn + 1) : world.NextUrn,
            Verdict = verdict,
        });
    }

    /// <summary>The same write, which also claims another task and so begins new claims where there were none.</summary>
    private Step? WithAnother(World world, int index, Step applied)
    {
        var me = world.Grabbers[index];
        var store = applied.After.Stores[world.Route];
        var writes = applied.After.Grabbers[index].Phase == Phase.Ready && store.Incarnation == 0 && me.PushedFirst == 0
            && (!Has(Rule.Incarnation) || me.Seen[world.Route].Incarnation == world.Stores[world.Route].Incarnation);
        return writes
            ? new(
                $"{applied.What}, and claims another task",
                applied.After with { Stores = applied.After.Stores.With(world.Route, store with { Incarnation = Begun(store, me) }) })
            : null;
    }

    /// <summary>What the frontend says of the cancel request to a leader that has not heard of any.</summary>
    private bool IsAsked(World world, Grabber me) => Has(Rule.HearsFirst) && !me.Heard && world.Answering;

    private (string What, Pair<Store> Stores, Grabber After) Plan(World world, Grabber me)
    {
        var route = world.Route;
        var ready = me with
        {
            Phase = Phase.Ready,
            Seen = default,
            ListRevision = default,
            Overdue = false,
            Listed = false,
            IsStale = false,
            Withheld = false,
            Presence = After(me),
        };
        if (me.PushedFirst != 0)
        {
            // The second of two steps: the claim of what was pushed.
            var store = world.Stores[route];
            return ("claims it", world.Stores.With(
                route, store with { Urn = me.PushedFirst, Attempt = 1, Incarnation = Begun(store, me) }), ready with { PushedFirst = 0 });
        }

        for (var group = 0; group < 2; group++)
        {
            if (Has(Rule.Incarnation) && world.Stores[group].Incarnation != me.Seen[group].Incarnation)
            {
                return ("finds other claims than it observed and writes nothing", world.Stores, ready);
            }
        }

        var isWithheld = Has(Rule.Withheld) ? me.Withheld : me.Requested || (me.Withheld && !me.Heard);
        var stores = isWithheld ? world.Stores : Forget(world.Stores, me);
        if (Rebuild(stores, me) is { } rebuilt)
        {
            return ("claims what it finds in the list or remembers as taken", rebuilt, ready with { Absences = 0 });
        }

        var claimed = me.Seen[route].Urn != 0 ? route : Has(Rule.OneClaim) && me.Seen[1 - route].Urn != 0 ? 1 - route : -1;
        if (me.Listed)
        {
            ready = ready with { Absences = 0 };
            return isWithheld && (claimed < 0 || me.Overdue) ? ("holds the task, which is cancelled", stores, ready with { Presence = Presence.Gone })
                : Has(Rule.PresentTwice) && me.Presence == Presence.Gone && (claimed < 0 || me.Overdue)
                    ? ("holds the task, which only one list has again", stores, ready)
                : claimed < 0 ? Enqueue(stores, route, me, ready, world.NextUrn)
                : claimed != route && me.Seen[claimed].Standing == Standing.Waiting ? Withdraw(stores, claimed, me, ready)
                : me.Overdue ? Requeue(stores, claimed, me, ready, world.NextUrn)
                : ("keeps the task", stores, ready);
        }

        return claimed < 0 ? ("has nothing to do", stores, ready with { Absences = 0 }) : Absent(stores, claimed, me, ready, world.Frontend);
    }

    private (string, Pair<Store>, Grabber) Enqueue(Pair<Store> stores, int route, Grabber me, Grabber ready, byte urn)
    {
        var store = stores[route];
        if (store.Urn != 0 || (Has(Rule.ReleaseRecords) && store.Released > me.ListRevision[route]))
        {
            return ("finds the task claimed or released meanwhile", stores, ready);
        }

        return Has(Rule.OneStep)
            ? ("claims and pushes the task", stores.With(
                route, store.Push(urn) with { Urn = urn, Attempt = 1, Mark = Mark.None, Incarnation = Begun(store, me) }), ready)
            : ("pushes the task", stores.With(route, store.Push(urn)), me with { PushedFirst = urn });
    }

    private (string, Pair<Store>, Grabber) Requeue(Pair<Store> stores, int group, Grabber me, Grabber ready, byte urn)
    {
        var store = stores[group];
        return Is(store, me.Seen[group])
            ? ("hands the task out again", stores.With(group, store with { Urn = urn, Attempt = (byte)(store.Attempt + 1), Mark = Mark.None }).With(
                group, (store with { Urn = urn, Attempt = (byte)(store.Attempt + 1), Mark = Mark.None }).Push(urn)), ready)
            : ("finds another claim and does nothing", stores, ready);
    }

    private (string, Pair<Store>, Grabber) Withdraw(Pair<Store> stores, int group, Grabber me, Grabber ready)
    {
        var store = stores[group];
        return Is(store, me.Seen[group])
            // Not remembered: who withdraws has the newest list in hand, and nobody else plans.
            ? ("withdraws the task", stores.With(group, store.Release(remember: false)), ready with { Absences = 0, SawTaken = 0, CouldKnow = false })
            : ("finds another claim and does nothing", stores, ready);
    }

    private (string, Pair<Store>, Grabber) Absent(Pair<Store> stores, int group, Grabber me, Grabber ready, Frontend frontend)
    {
        var picture = me.Seen[group];
        var taken = picture.IsTaken;
        var hasLease = picture.Standing is Standing.Leased or Standing.Ended;
        var meansNothing = taken && !me.Overdue
            && ((variant == Variant.CapsList && Has(Rule.ReleaseRule)) || (hasLease && Has(Rule.LeaseOutlivesAbsence)));
        if (meansNothing || (picture.Standing == Standing.Ended && Has(Rule.EndedKeeps)))
        {
            return ("keeps the claim although the task is not listed", stores, ready);
        }

        var absences = (byte)(me.Absences + 1);
        var isRemembered = picture.Standing == Standing.Silent && variant == Variant.ListsRunning && Has(Rule.AbsenceMemory);
        return absences >= (!Has(Rule.AbsentTwice) ? 1 : isRemembered ? RememberedLists : 2)
            ? picture.Mark != Mark.None && frontend == Frontend.Running && variant == Variant.CapsList && Has(Rule.LostLeaseAsks)
                ? (Asks, stores, ready with { Absences = 0 })
                : Withdraw(stores, group, me, ready)
            : ("notes the absence", stores, ready with { Absences = absences });
    }

    /// <summary>What is known of the task when the list in hand is taken in.</summary>
    private static Presence After(Grabber me) => !me.Listed
        ? me.Presence == Presence.Unknown ? Presence.Unknown : Presence.Gone
        : me.Presence == Presence.Gone ? Presence.Back : Presence.Listed;

    /// <summary>Drops release records that no list can be older than, as far as this one tells.</summary>
    private static Pair<Store> Forget(Pair<Store> stores, Grabber me)
    {
        for (var group = 0; group < 2; group++)
        {
            var store = stores[group];
            if (store.Released != 0 && me.ListRevision[group] >= store.Released)
            {
                stores = stores.With(group, store with { Released = 0 });
            }
        }

        return stores;
    }

    /// <summary>Claims anew what a group lost the claim of: what stands in its list, or else what the leader remembers as taken from it.</summary>
    private Pair<Store>? Rebuild(Pair<Store> stores, Grabber me)
    {
        for (var group = 0; group < 2; group++)
        {
            var (seen, store) = (me.Seen[group], stores[group]);
            var element = Has(Rule.Adoption) ? seen.Unclaimed
                : (byte)0;
            var remembered = Has(Rule.LeaderRemembers) && seen.Incarnation == 0 && seen.Urn == 0 && me.SawTaken != 0 && me.SawGroup == group;
            if (seen.Incarnation == 0 && element != 0)
            {
                // What was popped meanwhile is claimed all the same: a worker has it.
                return stores.With(group, store with { Newer = 0, Urn = element, Attempt = 1, Incarnation = Begun(store, me) });
            }

            if (remembered)
            {
                return stores.With(group, store with { Urn = me.SawTaken, Attempt = Math.Max(me.SawAttempt, (byte)1), Incarnation = Begun(store, me) });
            }
        }

        return null;
    }

    private static byte Begun(Store store, Grabber me) => store.Incarnation == 0 ? (byte)(me.Epoch + 1) : store.Incarnation;

    private bool Is(Store store, Picture seen) =>
        Has(Rule.NamedDecisions)
            ? store.Urn == seen.Urn && store.Attempt == seen.Attempt && store.Mark == seen.Mark && store.Renewals == seen.Renewals
                && (store.Standing == Standing.Waiting) == (seen.Standing == Standing.Waiting)
            : store.Urn != 0;

    private bool Fenced(World world, Grabber me) => Has(Rule.Epoch) && (world.Stores.First.Epoch > me.Epoch || world.Stores.Second.Epoch > me.Epoch);

    private static World StandDown(World world, int index) => world with
    {
        Grabbers = world.Grabbers.With(index, default),
        Lease = world.Lease.Holder == index + 1 ? world.Lease with { Holder = 0 } : world.Lease,
    };

    private static World Crash(World world, int index) => StandDown(world, index) with
    {
        Lease = world.Lease with
        {
            Holder = world.Lease.Holder == index + 1 ? (byte)0 : world.Lease.Holder,
            Last = world.Lease.Last == index + 1 ? (byte)0 : world.Lease.Last,
        },
        Budget = world.Budget with { Crashes = (byte)(world.Budget.Crashes - 1) },
    };

    private Picture Look(Store store)
    {
        var standing = store.Standing == Standing.Ended && store.Report.Urn == 0 && Has(Rule.LostReport) ? Standing.Leased : store.Standing;
        return new(store.Urn == 0 ? store.Older : (byte)0, store.Urn, store.Attempt, standing, store.Mark, store.Renewals, store.Incarnation, store.Revision);
    }

    private bool Has(Rule rule) => rules.HasFlag(rule);
}
