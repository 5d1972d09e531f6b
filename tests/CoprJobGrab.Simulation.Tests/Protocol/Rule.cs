namespace CoprJobGrab.Simulation.Tests.Protocol;

/// <summary>The rules of the claim protocol that the model can do without, to show what each is for.</summary>
[Flags]
public enum Rule : long
{
    None = 0,

    /// <summary>The queue is observed before the list is fetched.</summary>
    ObserveFirst = 1 << 0,

    /// <summary>A write of a grabber whose epoch is older than the group's is refused.</summary>
    Epoch = 1 << 1,

    /// <summary>A new leader writes its epoch into the group before its first observation.</summary>
    Stamp = 1 << 2,

    /// <summary>A write names the incarnation of the claims that was observed.</summary>
    Incarnation = 1 << 3,

    /// <summary>The release of a claim is remembered, so that an older list does not bring the task back.</summary>
    ReleaseRecords = 1 << 4,

    /// <summary>A cancel that was answered is remembered for a task without a claim too.</summary>
    RecordsWithoutClaim = 1 << 5,

    /// <summary>A decision about a claim names it.</summary>
    NamedDecisions = 1 << 6,

    /// <summary>Claim and push are one step.</summary>
    OneStep = 1 << 7,

    /// <summary>An absence counts when two successive lists have it.</summary>
    AbsentTwice = 1 << 8,

    /// <summary>A live lease outlives the absence of its task.</summary>
    LeaseOutlivesAbsence = 1 << 9,

    /// <summary>Where running tasks are not listed, the absence of a taken task means nothing.</summary>
    ReleaseRule = 1 << 10,

    /// <summary>Where running tasks are listed, the claim of a taken task that lists miss stays for more lists than two.</summary>
    AbsenceMemory = 1 << 11,

    /// <summary>Elements that stand in the list without a claim are claimed, not pushed again.</summary>
    Adoption = 1 << 12,

    /// <summary>After a loss of the claims, what the leader knew to be taken is taken.</summary>
    LeaderRemembers = 1 << 13,

    /// <summary>A task whose worker gave no sign for longer than any build takes is handed out again.</summary>
    Patience = 1 << 14,

    /// <summary>Epochs rise even when the store that held them is lost.</summary>
    EpochsOnlyRise = 1 << 15,

    /// <summary>A task has one claim in all groups.</summary>
    OneClaim = 1 << 16,

    /// <summary>A write finds its own epoch in the group, so that nobody writes into a store that lost its epochs before it leads anew.</summary>
    EpochIsStored = 1 << 17,

    /// <summary>What was cancelled when a list was asked for is not handed out by it.</summary>
    Withheld = 1 << 18,

    /// <summary>A new leader asks which tasks are cancelled before its first list.</summary>
    HearsFirst = 1 << 19,

    /// <summary>A lead that is lost with the store goes to who led last, or else to one that has seen what is taken.</summary>
    LedLeadsAgain = 1 << 20,

    /// <summary>A grabber that stands by looks at what is taken.</summary>
    StandbysLook = 1 << 21,

    /// <summary>A task that was gone, or ended, is handed out again when two successive lists have it.</summary>
    PresentTwice = 1 << 22,

    /// <summary>No time-out and no absence ends the claim of a build that has ended, as long as its report is there.</summary>
    EndedKeeps = 1 << 23,

    /// <summary>A worker ends its build, or gives it back, only where it still has the task.</summary>
    EndIsFenced = 1 << 24,

    /// <summary>The claim of a build that has ended is released after the frontend was told.</summary>
    ToldThenReleased = 1 << 25,

    /// <summary>A report has one teller: another one has to wait until the first one's lease has run out, and the first one tells it no more then.</summary>
    TellersLease = 1 << 26,

    /// <summary>A report whose teller's lease has run out is told by another one.</summary>
    AnotherTells = 1 << 27,

    /// <summary>The claim of a build that has ended is a lease again, which runs out, when its report is lost.</summary>
    LostReport = 1 << 28,

    /// <summary>A worker looks at its lease before each word to the frontend.</summary>
    LooksFirst = 1 << 29,

    /// <summary>The word that a build runs is dropped when its end is stored.</summary>
    LateStartDropped = 1 << 30,

    /// <summary>Where running tasks are not listed, a worker gives a running one back only after it asked the frontend to list it again.</summary>
    AskedThenReleased = 1L << 31,

    /// <summary>Where running tasks are not listed, the leader asks the frontend to list the task again when its worker's lease has run out.</summary>
    LostLeaseAsks = 1L << 32,

    All = (1L << 33) - 1,
}
