using static CoprJobGrab.Configuration.OptionTypes;

namespace CoprJobGrab.Configuration;

/// <summary>
/// Every option, in the order of <c>docs/configuration.md</c>: its path and its type with the range.
/// A row is <c>Live</c> when a change takes effect at once, and a <c>Rule</c> when it does not but decides about tasks.
/// Both are compared with those of the grabber that leads.
/// The default is that of the property. <see cref="CoprJobGrabOptionsValidator"/> checks what one value alone does not show.
/// </summary>
internal static class OptionRows
{
    private static readonly OptionType<int> Limit = Whole(0);
    private static readonly OptionType<int?> AnyLimit = OrNone(Limit, "no limit");
    private static readonly OptionType<string> GroupId = Text.Within("letters, digits, '.', '_' and '-', another for each group");
    private static readonly OptionType<double> Share =
        Number.Within("more than 0 and at most 1000; an owner who gets nothing is blocked", static share => share is > 0 and <= 1000);

    private static readonly OptionType<TimeSpan> AnswerTime = Time.Within(
        "more than 0 and at most 1 day", static time => time.Ticks > 0 && time.TotalDays <= 1);
    private static readonly OptionType<TimeSpan> UpToFortyDays = Time.Within("from 0 to 40 days", static time => time.Ticks >= 0 && time.TotalDays <= 40);
    private static readonly OptionType<TimeSpan> Memory = Time.Within("from 0 to 1 day", static time => time.Ticks >= 0 && time.TotalDays <= 1);
    private static readonly OptionType<TimeSpan> Lease = Time.Within("from 1 millisecond to 1 day", static t => t.TotalMilliseconds >= 1 && t.TotalDays <= 1);
    private static readonly OptionType<Uri> Frontend = Address.Within("an http or https address without user name, query and fragment");
    private static readonly OptionType<string> Owner = Text.Within("an owner's name", static owner => !string.IsNullOrWhiteSpace(owner));
    private static readonly OptionType<TimeSpan?> PauseOrNone = OrNone(Wait, "three intervals, but 5 seconds at least and 5 minutes at most");

    public static OptionTable<BuilderGroupOptions> OfGroup { get; } = new(
        new ValueRow<BuilderGroupOptions, string>("Id", GroupId, o => o.Id, (o, v) => o.Id = v),
        new ListRow<BuilderGroupOptions>("Architectures", Text.Within("in one group only"), o => o.Architectures),
        new ValueRow<BuilderGroupOptions, int?>("Depth", OrNone(Whole(1), "no bound"), o => o.Depth, (o, v) => o.Depth = v).Live());

    public static OptionTable<ActionTypeOptions> OfActionType { get; } = new(
        new ValueRow<ActionTypeOptions, int?>("MaxParallel", OrNone(Whole(1, 1000), "no limit"), o => o.MaxParallel, (o, v) => o.MaxParallel = v),
        new ValueRow<ActionTypeOptions, TimeSpan?>("TimeLimit", OrNone(Wait, "that of all types"), o => o.TimeLimit, (o, v) => o.TimeLimit = v));

    public static OptionTable<CoprJobGrabOptions> All { get; } = new(
        Row("Frontend:Url", Frontend, o => o.Frontend.Url, (o, v) => o.Frontend.Url = v),
        Row("Frontend:Password", Text, o => o.Frontend.Password, (o, v) => o.Frontend.Password = v),
        Row("Frontend:Protocol", OneOf<FrontendProtocol>(), o => o.Frontend.Protocol, (o, v) => o.Frontend.Protocol = v),
        Row("Frontend:Timeout", AnswerTime, o => o.Frontend.Timeout, (o, v) => o.Frontend.Timeout = v),
        Row("Frontend:MaxResponseBytes", Whole(1, 2_000_000_000), o => o.Frontend.MaxResponseBytes, (o, v) => o.Frontend.MaxResponseBytes = v),
        Row("Frontend:MinimumApiVersion", Whole(0), o => o.Frontend.MinimumApiVersion, (o, v) => o.Frontend.MinimumApiVersion = v),
        new GroupsRow("Groups", OfGroup).Live(),
        Row("Loop:Interval", Wait, o => o.Loop.Interval, (o, v) => o.Loop.Interval = v),
        Row("Loop:Jitter", Number.Within("from 0 to 1", share => share is >= 0 and <= 1), o => o.Loop.Jitter, (o, v) => o.Loop.Jitter = v),
        Row("Loop:LongestPause", PauseOrNone, o => o.Loop.LongestPause, (o, v) => o.Loop.LongestPause = v),
        Row("Loop:TopUpInterval", Wait, o => o.Loop.TopUpInterval, (o, v) => o.Loop.TopUpInterval = v),
        Row("Loop:CancelInterval", Wait, o => o.Loop.CancelInterval, (o, v) => o.Loop.CancelInterval = v),
        Row("Loop:MaxCycles", OrNone(Whole(1L), "no end"), o => o.Loop.MaxCycles, (o, v) => o.Loop.MaxCycles = v),
        Row("Loop:StopPatience", UpToFortyDays, o => o.Loop.StopPatience, (o, v) => o.Loop.StopPatience = v),
        Row("Claims:VisibilityTimeout", Wait, o => o.Claims.VisibilityTimeout, (o, v) => o.Claims.VisibilityTimeout = v).Rule(),
        Row("Claims:UnlistedTimeout", Wait, o => o.Claims.UnlistedTimeout, (o, v) => o.Claims.UnlistedTimeout = v).Rule(),
        Row("Claims:AbsenceMemory", Memory, o => o.Claims.AbsenceMemory, (o, v) => o.Claims.AbsenceMemory = v).Rule(),
        Row("Claims:Attempts", Whole(1, 1000), o => o.Claims.Attempts, (o, v) => o.Claims.Attempts = v).Rule(),
        Row("Claims:ReleaseRule", OrNone(OneOf<ReleaseRule>(), "that of the protocol"), o => o.Claims.ReleaseRule, (o, v) => o.Claims.ReleaseRule = v).Rule(),
        Row("Claims:RemovedGroups", OneOf<RemovedGroups>(), o => o.Claims.RemovedGroups, (o, v) => o.Claims.RemovedGroups = v).Rule(),
        Row("Scheduling:Limits:Total", AnyLimit, o => o.Scheduling.Limits.Total, (o, v) => o.Scheduling.Limits.Total = v).Live(),
        Row("Scheduling:Limits:Architectures", Limit, o => o.Scheduling.Limits.Architectures).Live(),
        Row("Scheduling:Limits:Tags", Limit, o => o.Scheduling.Limits.Tags).Live(),
        Row("Scheduling:Limits:PerSandbox", AnyLimit, o => o.Scheduling.Limits.PerSandbox, (o, v) => o.Scheduling.Limits.PerSandbox = v).Live(),
        Row("Scheduling:Limits:PerOwner", AnyLimit, o => o.Scheduling.Limits.PerOwner, (o, v) => o.Scheduling.Limits.PerOwner = v).Live(),
        Row("Scheduling:Limits:PerProject", AnyLimit, o => o.Scheduling.Limits.PerProject, (o, v) => o.Scheduling.Limits.PerProject = v).Live(),
        Row("Scheduling:Limits:PerOwnerOfArchitecture", Limit, o => o.Scheduling.Limits.PerOwnerOfArchitecture).Live(),
        Row("Scheduling:Limits:PerOwnerOfTag", Limit, o => o.Scheduling.Limits.PerOwnerOfTag).Live(),
        Row("Scheduling:Limits:PerOwnerOfGroup", Limit, o => o.Scheduling.Limits.PerOwnerOfGroup).Live(),
        Row("Scheduling:Limits:UserSshPerOwner", AnyLimit, o => o.Scheduling.Limits.UserSshPerOwner, (o, v) => o.Scheduling.Limits.UserSshPerOwner = v).Live(),
        Row("Scheduling:BlockedOwners", Owner, o => o.Scheduling.BlockedOwners).Live(),
        Row("Scheduling:Shares", Share, o => o.Scheduling.Shares).Live(),
        Row("Actions:MaxParallel", Whole(1, 1000), o => o.Actions.MaxParallel, (o, v) => o.Actions.MaxParallel = v),
        Row("Actions:TimeLimit", Wait, o => o.Actions.TimeLimit, (o, v) => o.Actions.TimeLimit = v),
        Row("Actions:MaxAttempts", Whole(1, 100), o => o.Actions.MaxAttempts, (o, v) => o.Actions.MaxAttempts = v),
        Row("Actions:FirstPause", Wait, o => o.Actions.FirstPause, (o, v) => o.Actions.FirstPause = v),
        Row("Actions:LongestPause", Wait, o => o.Actions.LongestPause, (o, v) => o.Actions.LongestPause = v),
        new ActionTypesRow("Actions:Types", OfActionType),
        Row("Reports:FirstPause", Wait, o => o.Reports.FirstPause, (o, v) => o.Reports.FirstPause = v),
        Row("Reports:LongestPause", Wait, o => o.Reports.LongestPause, (o, v) => o.Reports.LongestPause = v),
        Row("Leadership:Lease", Lease, o => o.Leadership.Lease, (o, v) => o.Leadership.Lease = v),
        Row("Redis:Configuration", Text.Within("HOST:PORT[,HOST:PORT…][,option=value…]"), o => o.Redis.Configuration, (o, v) => o.Redis.Configuration = v),
        Row("Redis:Password", Text, o => o.Redis.Password, (o, v) => o.Redis.Password = v),
        Row("Redis:Database", OrNone(Whole(0), "that of Configuration, else 0"), o => o.Redis.Database, (o, v) => o.Redis.Database = v),
        Row("Redis:TraceEnvelopes", YesOrNo, o => o.Redis.TraceEnvelopes, (o, v) => o.Redis.TraceEnvelopes = v),
        Row("Checks", OneOf<SetupChecks>(), o => o.Checks, (o, v) => o.Checks = v));

    private static ValueRow<CoprJobGrabOptions, T> Row<T>(
        string path, OptionType<T> type, Func<CoprJobGrabOptions, T?> get, Action<CoprJobGrabOptions, T> set) => new(path, type, get, set);

    private static ListRow<CoprJobGrabOptions> Row(string path, OptionType<string> type, Func<CoprJobGrabOptions, IList<string>> get) => new(path, type, get);

    private static NamedRow<CoprJobGrabOptions, T> Row<T>(
        string path, OptionType<T> type, Func<CoprJobGrabOptions, IDictionary<string, T>> get) => new(path, type, get);
}
