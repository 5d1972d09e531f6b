namespace CoprJobGrab.Tests.Protocol;

/// <summary>Everything that matters about one task at one moment: the frontend, one group's store, two grabbers, two Python workers and one that leases.</summary>
public readonly record struct World(Frontend Frontend, Lease Lease, Pair<Store> Stores, byte Route, Pair<Grabber> Grabbers, Trio<Worker> Workers, Budget Budget, byte NextUrn, bool LostStore, bool HeldAtLoss, Verdict Verdict)
{
    public static World Start(Budget budget) => default(World) with { Budget = budget, NextUrn = 1 };

    /// <summary>Whether somebody who is alive works on the task.</summary>
    public bool IsHeld => Workers.First.Holds || Workers.Second.Holds || Workers.Third.Holds;
}

/// <summary>Two of a kind.</summary>
public readonly record struct Pair<T>(T First, T Second)
{
    public T this[int index] => index == 0 ? First : Second;

    public Pair<T> With(int index, T value) => index == 0 ? this with { First = value } : this with { Second = value };
}

/// <summary>Three of a kind.</summary>
public readonly record struct Trio<T>(T First, T Second, T Third)
{
    public T this[int index] => index switch { 0 => First, 1 => Second, _ => Third };

    public Trio<T> With(int index, T value) => index switch { 0 => this with { First = value }, 1 => this with { Second = value }, _ => this with { Third = value } };
}

/// <summary>What the frontend knows of the task.</summary>
public enum Frontend : byte { Waiting, Running, Ended, Deleted, Cancelled }

/// <summary>What became of a run.</summary>
public enum Verdict : byte { Fine, TwoWorkers, AfterItsEnd, AfterItsCancel, Unavoidable }

/// <summary>The leadership, as the store has it. The highest epoch ever is the clock's part: it survives a loss of the store.</summary>
public readonly record struct Lease(byte Holder, byte Epoch, byte HighestEver);

/// <summary>How much may go wrong in one run.</summary>
public readonly record struct Budget(byte TakeOvers, byte Crashes, byte Deaths, byte Losses, byte Omissions, byte Glitches, byte Deletions, byte Cancels, byte Moves, bool OnlyLeases);

/// <summary>One builder group in the store: the list (0 is no element; the older is popped first), the claim (urn 0 is none), and what is kept beside them.</summary>
public readonly record struct Store(byte Older, byte Newer, byte Urn, byte Attempt, byte LeasedBy, byte Epoch, byte Incarnation, byte Revision, byte Released, byte Floor)
{
    public bool Has(byte urn) => urn != 0 && (Older == urn || Newer == urn);

    public Standing Standing => Urn == 0 ? Standing.None : Has(Urn) ? Standing.Waiting : LeasedBy != 0 ? Standing.Leased : Standing.Silent;

    public Store Push(byte urn) => Older == 0 ? this with { Older = urn } : this with { Newer = urn };

    public Store Pop() => this with { Older = Newer, Newer = 0 };

    public Store Without(byte urn) => Older == urn ? Pop() : Newer == urn ? this with { Newer = 0 } : this;

    /// <summary>The claim ends; an element that waits goes with it.</summary>
    public Store Release(bool remember)
    {
        var released = Without(Urn) with { Urn = 0, Attempt = 0, LeasedBy = 0, Revision = (byte)(Revision + 1) };
        return remember ? released with { Released = released.Revision } : released;
    }
}

/// <summary>Where a claim stands.</summary>
public enum Standing : byte { None, Waiting, Silent, Leased }

/// <summary>What an observation saw of a group.</summary>
/// <param name="Unclaimed">An element that stood in the list without a claim; 0 for none.</param>
public readonly record struct Picture(byte Unclaimed, byte Urn, byte Attempt, Standing Standing, byte Incarnation, byte Revision);

/// <summary>Where a grabber is in its cycle.</summary>
public enum Phase : byte { Standby, Leading, Ready, Observed, Fetched, Both }

/// <summary>One grabber process, as much of its memory as matters.</summary>
/// <param name="SawTaken">The element that it last saw taken, 0 for none: what it can remember after a loss.</param>
/// <param name="Overdue">As of the observation, the claim's lease or patience had run out.</param>
public readonly record struct Grabber(Phase Phase, byte Epoch, byte Absences, bool Listed, bool Omitted, Pair<Picture> Seen, Pair<byte> ListRevision, byte SawTaken, byte SawAttempt, byte SawGroup, bool Overdue, byte PushedFirst);

/// <summary>One worker. A Python worker leaves no trace in the store.</summary>
/// <param name="Urn">The element that it works on; 0 for none.</param>
/// <param name="Group">Where it was taken.</param>
/// <param name="Told">It has told the frontend the result, and its claim is still to be released.</param>
public readonly record struct Worker(byte Urn, byte Group, bool Told)
{
    public bool Holds => Urn != 0 && !Told;
}
