namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>Faults with a schedule each in which a loss is near, that an excuse could be taken for.</summary>
internal static class HiddenFaults
{
    /// <summary>Every one, by what it is.</summary>
    public static IReadOnlyDictionary<string, (Fault Fault, Schedule Schedule)> All { get; } = new Dictionary<string, (Fault, Schedule)>(StringComparer.Ordinal)
    {
        ["the leader forgets a lease that it saw before everything was lost"] = (
            new NoLeadersMemory(),
            Schedule.Known(
                (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Take, 0, 0), (StepKind.Poll, 0, 0), (StepKind.LoseAll, 0, 0), (StepKind.Poll, 0, 0),
                (StepKind.Pop, 0, 0))),
        ["the leader forgets a lease that it saw after its worker had taken the task back"] = (
            new NoLeadersMemory(),
            Schedule.Known(
                (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Take, 0, 0), (StepKind.LoseAll, 0, 0), (StepKind.Poll, 0, 0), (StepKind.Renew, 0, 0),
                (StepKind.Poll, 0, 0),
                (StepKind.LoseAll, 0, 0), (StepKind.Poll, 0, 0), (StepKind.Pop, 0, 0))),
        ["the leader forgets a lease that it saw before its task was handed out again and taken back"] = (
            new NoLeadersMemory(),
            Schedule.Known(
                (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Take, 0, 0), (StepKind.Poll, 0, 0), (StepKind.Stall, 0, 0), (StepKind.Advance, 0, 3),
                (StepKind.Poll, 0, 0),
                (StepKind.Renew, 0, 0), (StepKind.Poll, 0, 0), (StepKind.LoseAll, 0, 0), (StepKind.Poll, 0, 0), (StepKind.Pop, 0, 0))),
        ["a grabber that stood by leads at once after everything was lost"] = (
            new LeadsAtOnceAfterLoss(),
            Schedule.Known(
                (StepKind.Push, 0, 1), (StepKind.Poll, 0, 1), (StepKind.Pop, 0, 0), (StepKind.Poll, 0, 1), (StepKind.LoseAll, 0, 0), (StepKind.Poll, 1, 1),
                (StepKind.Pop, 0, 0))),
        ["a renewal does not look at release records"] = (
            new RecordNotCheckedAtRenewal(),
            Schedule.Known(
                (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Take, 0, 0), (StepKind.LoseClaims, 0, 0), (StepKind.LoseMarks, 0, 0),
                (StepKind.Cancel, 0, 1),
                (StepKind.Renew, 0, 0))),
        ["a lease whose claim is lost is overlooked"] = (
            new LeaseWithoutClaimOverlooked(),
            Schedule.Known(
                (StepKind.Push, 0, 1), (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Take, 0, 0), (StepKind.LoseClaims, 0, 0), (StepKind.Pause, 4, 1),
                (StepKind.Renew, 0, 0),
                (StepKind.Resume, 0, 0), (StepKind.Resume, 1, 0), (StepKind.Pop, 0, 0), (StepKind.Pop, 0, 0))),
        ["what two lists do not have still waits"] = (
            new LateWithdrawal(),
            Schedule.Known(
                (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Pop, 0, 0), (StepKind.LoseClaims, 0, 0), (StepKind.Poll, 0, 0), (StepKind.Finish, 0, 0),
                (StepKind.Advance, 0, 1),
                (StepKind.Poll, 0, 0), (StepKind.Advance, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Advance, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Pop, 0, 0))),
        ["a lease is not written, while another group loses its claims"] = (
            new TakeWithoutLease(),
            Schedule.Known((StepKind.Push, 1, 1), (StepKind.Poll, 0, 0), (StepKind.Take, 1, 0), (StepKind.Die, 0, 1), (StepKind.LoseClaims, 0, 0))),
        ["one list is enough for the claim of a worker that was unknown for a while"] = (
            new AbsentOnce(),
            Schedule.Known(
                (StepKind.Push, 0, 1), (StepKind.Poll, 0, 1), (StepKind.Pop, 0, 0), (StepKind.Poll, 0, 1), (StepKind.LoseClaims, 0, 0),
                (StepKind.Advance, 0, 3), (StepKind.ThinPoll, 1, 1),
                (StepKind.Advance, 0, 3), (StepKind.Poll, 0, 1), (StepKind.ThinPoll, 0, 1), (StepKind.Poll, 0, 1), (StepKind.Pop, 0, 0))),
        ["one list is enough to forget the record of a cancel"] = (
            new RecordForgottenAtOnce(),
            Schedule.Known(
                (StepKind.Push, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Take, 0, 0), (StepKind.Stall, 0, 0), (StepKind.LoseClaims, 0, 0),
                (StepKind.LoseMarks, 0, 0),
                (StepKind.Cancel, 0, 1), (StepKind.Poll, 0, 0), (StepKind.Renew, 0, 0))),
    };
}
