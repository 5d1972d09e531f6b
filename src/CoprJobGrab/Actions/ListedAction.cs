using System.Diagnostics;
using CoprJobGrab.Calls;

namespace CoprJobGrab.Actions;

/// <summary>Everything that the lanes know of one action. The loop alone reads and writes it, and is told whenever it stands somewhere else.</summary>
internal sealed class ListedAction(ActionListing listing, Alarm alarm, Action moved)
{
    /// <summary>As the newest list has it.</summary>
    public ActionListing Listing { get; set; } = listing;

    /// <summary>False when the newest list does not have it any more.</summary>
    public bool IsListed { get; set; }

    public ActionState State
    {
        get;
        set
        {
            field = value;
            moved();
        }
    } = ActionState.RecordWanted;

    public ActionTask? Record { get; set; }

    public IReadOnlyList<string> Projects { get; set; } = [];

    /// <summary>True from the first start of its handler on, be it at another grabber.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Rings when the pause after a failed attempt or record is over.</summary>
    public Alarm Alarm { get; } = alarm;

    /// <summary>How often the record could not be had, in a row.</summary>
    public int RecordFailures { get; set; }

    /// <summary>How many attempts of the handler failed.</summary>
    public int FailedAttempts { get; set; }

    /// <summary>The span of its first attempt.</summary>
    public ActivityContext Trace { get; set; }

    public ActionReport? Report { get; set; }

    /// <summary>True when the report is kept in the store for certain.</summary>
    public bool IsOutcomeStored { get; set; }

    /// <summary>How many lists in a row lacked it while its report was outstanding.</summary>
    public int ListsWithout { get; set; }

    /// <summary>How often it refused it; null before it did.</summary>
    public Refusals? Refusals { get; set; }

    /// <summary>The attempt to tell the report that is under way; null when none is.</summary>
    public ReportAttempt? Attempt { get; set; }

    /// <summary>True when the next try is with a plain message.</summary>
    public bool IsToldPlainly { get; set; }

    /// <summary>How the report was given up; null before.</summary>
    public GivenUpReport? GivenUp { get; set; }

    /// <summary>The operator's decision that was carried out before the result was given up again; null for none.</summary>
    public ReportDecision? FollowedDecision { get; set; }

    /// <summary>True when it was given up while the frontend took no other report either, so that it is told again when one is taken.</summary>
    public bool IsDoubted { get; set; }

    /// <summary>True while there is a result that the frontend has not taken.</summary>
    public bool HasUntoldReport => State is ActionState.Reporting or ActionState.GivenUp;

    /// <summary>The timestamp after which the frontend had taken the report for certain; null before.</summary>
    public long? ReportedAt { get; set; }

    public LaneAction ForPlanner =>
        new(Listing.Id, Listing.Priority, Listing.ProjectOwner, Projects, State) { CreatedOn = Record?.CreatedOn, Type = Record?.Type, HasBegun = HasBegun };

    /// <summary>True when a list that was asked for at this time can still show the action as it was before the frontend took its report.</summary>
    public bool WasReportedAfter(long offeredAt) => ReportedAt >= offeredAt;
}
