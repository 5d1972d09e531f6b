using System.Globalization;

namespace CoprJobGrab.Model;

/// <summary>
/// A note beside a claim, written by somebody who does not plan: a worker's lease, or the record of a release. It names the claim by urn and attempt, and means
/// nothing for another claim of the same task.
/// </summary>
/// <param name="Text">As stored. A change of the claim names it word by word.</param>
/// <param name="Urn">The urn of the claim; empty for a task without one.</param>
/// <param name="Attempt">The attempt of the claim.</param>
internal abstract record ClaimMark(string Text, Guid Urn, int Attempt)
{
    private const string Nobody = "-";
    private const string Leased = "L";
    private const string CancelledLease = "C";
    private const string Ended = "E";
    private const string Released = "R";

    // In milliseconds, September 2001: no group has had so many releases.
    private const long FirstTime = 1_000_000_000_000;

    /// <summary>
    /// A worker has the task: <c>L urn attempt until</c> (Unix milliseconds), or <c>C</c> when it is to stop because the user cancels;
    /// or its build has ended and the frontend is to be told: <c>E</c>, with an end that does not come.
    /// </summary>
    /// <param name="Text">As stored.</param>
    /// <param name="Urn">The urn of the claim.</param>
    /// <param name="Attempt">The attempt of the claim.</param>
    /// <param name="Until">The end of the lease.</param>
    public sealed record Lease(string Text, Guid Urn, int Attempt, DateTimeOffset Until) : ClaimMark(Text, Urn, Attempt)
    {
        /// <summary>True when the worker is told that the user cancels.</summary>
        public bool TellsWorker => Text.StartsWith($"{CancelledLease} ", StringComparison.Ordinal);

        /// <summary>True when the build has ended, and what is to be told of it is stored.</summary>
        public bool IsEnded => Text.StartsWith($"{Ended} ", StringComparison.Ordinal);

        /// <summary>The same lease, with the word that the user cancels.</summary>
        public Lease Telling() => this with { Text = CancelledLease + Text[1..] };
    }

    /// <summary>
    /// The claim has ended: <c>R urn attempt revision reason</c>, and perhaps until when the task waits (Unix milliseconds, 0 for not at all)
    /// and why, in words. The urn is <c>-</c> for a task without a claim.
    /// </summary>
    /// <param name="Text">As stored.</param>
    /// <param name="Urn">The urn of the claim; empty for a task without one.</param>
    /// <param name="Attempt">The attempt of the claim.</param>
    /// <param name="Reason">Why it has ended.</param>
    public sealed record ReleaseRecord(string Text, Guid Urn, int Attempt, ReleaseReason Reason) : ClaimMark(Text, Urn, Attempt)
    {
        /// <summary>Until when the task is not handed out again.</summary>
        public DateTimeOffset Until { get; init; }

        /// <summary>Why, in the words of a worker; null for none.</summary>
        public string? Why { get; init; }
    }

    /// <summary>True for one of a kind, or with a reason, that a later version writes and this one does not know.</summary>
    public bool IsOfLaterVersion { get; private init; }

    public static ClaimMark LeaseOf(Guid urn, int attempt, DateTimeOffset until, bool tellsWorker = false) => new Lease(
        string.Create(CultureInfo.InvariantCulture, $"{(tellsWorker ? CancelledLease : Leased)} {urn:D} {attempt} {until.ToUnixTimeMilliseconds()}"),
        urn, attempt, until);

    public static ClaimMark EndOf(Guid urn, int attempt) =>
        LeaseOf(urn, attempt, DateTimeOffset.MaxValue) is var lease ? lease with { Text = Ended + lease.Text[1..] } : lease;

    /// <param name="urn">The urn of the claim; empty for a task without one.</param>
    /// <param name="attempt">The attempt of the claim.</param>
    /// <param name="revision">The number of the release.</param>
    /// <param name="reason">Why.</param>
    /// <param name="until">Until when the task waits; null when the record says no more than the reason.</param>
    /// <param name="why">Why, in words.</param>
    public static ClaimMark ReleaseOf(Guid urn, int attempt, long revision, ReleaseReason reason, DateTimeOffset? until = null, string why = "") => Read(
        string.Create(CultureInfo.InvariantCulture, $"{Released} {(urn == Guid.Empty ? Nobody : urn.ToString("D"))} {attempt} {revision} {reason}")
            + (until is { } end ? $" {end.ToUnixTimeMilliseconds()} {why}".TrimEnd() : ""));

    /// <summary>
    /// Reads a stored mark. Each version writes <c>kind urn attempt number</c>, and perhaps more words behind them.
    /// A kind that this version does not know is read by its number: a time is the end of a lease, and a smaller number the revision of a release.
    /// A reason that it does not know is that of a task which was given back.
    /// Text of another form names no claim, and goes with the next change of its task's claim.
    /// </summary>
    public static ClaimMark Read(string text)
    {
        var parts = text.Split(' ', 7);
        if (parts.Length < 4 || parts[0].Length == 0 || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            || !long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return new ReleaseRecord(text, Guid.Empty, 0, ReleaseReason.Forgotten);
        }

        var urn = Guid.TryParseExact(parts[1], "D", out var uuid) ? uuid : Guid.Empty;
        var (isLease, isRelease) = (parts[0] is Leased or CancelledLease or Ended, parts[0] == Released);
        if (isLease || (!isRelease && number >= FirstTime))
        {
            return new Lease(text, urn, attempt, DateTimeOffset.FromUnixTimeMilliseconds(number)) { IsOfLaterVersion = !isLease };
        }

        var isKnown = Enum.TryParse<ReleaseReason>(parts.ElementAtOrDefault(4), out var reason) && Enum.IsDefined(reason);
        return new ReleaseRecord(text, urn, attempt, isKnown ? reason : ReleaseReason.Rescheduled)
        {
            IsOfLaterVersion = !isRelease || !isKnown,
            Until = MomentOf(parts.ElementAtOrDefault(5)),
            Why = parts.ElementAtOrDefault(6),
        };
    }

    private static DateTimeOffset MomentOf(string? milliseconds) =>
        long.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var until) && until <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(until)
            : default;

    /// <summary>
    /// True when it names a later attempt at the same task. After a loss of the claims such a mark counts more than the remembered claim. A mark of an earlier
    /// attempt is from a worker that stood still, and whose task another worker has. A lease that was taken after the loss counts its attempts from 1 again.
    /// </summary>
    public bool IsOfLater(Claim claim) => Urn != Guid.Empty && (Attempt > claim.Attempt || (Attempt == claim.Attempt && Urn != claim.Urn && this is Lease));

    public bool Names(Claim claim) => claim.Urn == Urn && claim.Attempt == Attempt;

    /// <summary>The claim that there would be if the store had one.</summary>
    public Claim ClaimOf(string taskId, string groupId) =>
        new Claim(taskId, groupId, Urn, Attempt, ClaimState.Released, new LimitKeys()) { IsStored = false }.Under(this);
}
