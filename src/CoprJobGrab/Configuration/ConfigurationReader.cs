using CoprJobGrab.Configuration.CoprBackendConf;
using Microsoft.Extensions.Configuration;

namespace CoprJobGrab.Configuration;

/// <summary>Reads the options from a section of configuration. What cannot be read is kept with them, for the validator to tell with everything else that is wrong.</summary>
internal static class ConfigurationReader
{
    public static void Read(IConfigurationSection section, CoprJobGrabOptions options)
    {
        var reader = new SectionReader(section, options.ConfigurationFaults);
        reader.Section(nameof(options.Frontend), part => Read(part, options.Frontend));
        reader.Sections(nameof(options.Groups), part => Read(part, options.Groups));
        reader.Section(nameof(options.Loop), part => Read(part, options.Loop));
        reader.Section(nameof(options.Claims), part => Read(part, options.Claims));
        reader.Section(nameof(options.Scheduling), part => Read(part, options.Scheduling));
        reader.Section(nameof(options.Actions), part => Read(part, options.Actions));
        reader.Section(nameof(options.Reports), part => Read(part, options.Reports));
        reader.Section(nameof(options.Leadership), part => Read(part, options.Leadership));
        reader.Section(nameof(options.Redis), part => Read(part, options.Redis));
        reader.OneOf<SetupChecks>(nameof(options.Checks), value => options.Checks = value);
        reader.Own(ConfReader.Key, ConfReader.NotesKey, options.ConfigurationNotes);
        reader.Own(ConfReader.Key, ConfReader.FaultsKey, options.ConfigurationFaults);
        reader.RefuseUnknownKeys();
    }

    private static void Read(SectionReader part, FrontendOptions frontend)
    {
        part.Address(nameof(frontend.Url), value => frontend.Url = value);
        part.Text(nameof(frontend.Password), value => frontend.Password = value);
        part.OneOf<FrontendProtocol>(nameof(frontend.Protocol), value => frontend.Protocol = value);
        part.Duration(nameof(frontend.Timeout), value => frontend.Timeout = value);
        part.Whole(nameof(frontend.MaxResponseBytes), value => frontend.MaxResponseBytes = value);
        part.Whole(nameof(frontend.MinimumApiVersion), value => frontend.MinimumApiVersion = value);
    }

    private static void Read(SectionReader part, IList<BuilderGroupOptions> groups)
    {
        var group = new BuilderGroupOptions();
        groups.Add(group);
        part.Text(nameof(group.Id), value => group.Id = value);
        part.Texts(nameof(group.Architectures), group.Architectures.Add);
        part.WholeOrNone<int>(nameof(group.Depth), value => group.Depth = value);
    }

    private static void Read(SectionReader part, LoopOptions loop)
    {
        part.Duration(nameof(loop.Interval), value => loop.Interval = value);
        part.Fraction(nameof(loop.Jitter), value => loop.Jitter = value);
        part.Duration(nameof(loop.LongestPause), value => loop.LongestPause = value);
        part.Duration(nameof(loop.TopUpInterval), value => loop.TopUpInterval = value);
        part.Duration(nameof(loop.CancelInterval), value => loop.CancelInterval = value);
        part.WholeOrNone<long>(nameof(loop.MaxCycles), value => loop.MaxCycles = value);
        part.Duration(nameof(loop.StopPatience), value => loop.StopPatience = value);
    }

    private static void Read(SectionReader part, ClaimOptions claims)
    {
        part.Duration(nameof(claims.VisibilityTimeout), value => claims.VisibilityTimeout = value);
        part.Duration(nameof(claims.UnlistedTimeout), value => claims.UnlistedTimeout = value);
        part.Duration(nameof(claims.AbsenceMemory), value => claims.AbsenceMemory = value);
        part.Whole(nameof(claims.Attempts), value => claims.Attempts = value);
        part.OneOf<ReleaseRule>(nameof(claims.ReleaseRule), value => claims.ReleaseRule = value);
        part.OneOf<RemovedGroups>(nameof(claims.RemovedGroups), value => claims.RemovedGroups = value);
    }

    private static void Read(SectionReader part, SchedulingOptions scheduling)
    {
        part.Section(nameof(scheduling.Limits), limits => Read(limits, scheduling.Limits));
        part.Texts(nameof(scheduling.BlockedOwners), scheduling.BlockedOwners.Add);
        part.Fractions(nameof(scheduling.Shares), scheduling.Shares);
    }

    private static void Read(SectionReader part, LimitOptions limits)
    {
        part.WholeOrNone<int>(nameof(limits.Total), value => limits.Total = value);
        part.Wholes(nameof(limits.Architectures), limits.Architectures);
        part.Wholes(nameof(limits.Tags), limits.Tags);
        part.WholeOrNone<int>(nameof(limits.PerSandbox), value => limits.PerSandbox = value);
        part.WholeOrNone<int>(nameof(limits.PerOwner), value => limits.PerOwner = value);
        part.WholeOrNone<int>(nameof(limits.PerProject), value => limits.PerProject = value);
        part.Wholes(nameof(limits.PerOwnerOfArchitecture), limits.PerOwnerOfArchitecture);
        part.Wholes(nameof(limits.PerOwnerOfTag), limits.PerOwnerOfTag);
        part.Wholes(nameof(limits.PerOwnerOfGroup), limits.PerOwnerOfGroup);
        part.WholeOrNone<int>(nameof(limits.UserSshPerOwner), value => limits.UserSshPerOwner = value);
    }

    private static void Read(SectionReader part, ActionOptions actions)
    {
        part.Whole(nameof(actions.MaxParallel), value => actions.MaxParallel = value);
        part.Duration(nameof(actions.TimeLimit), value => actions.TimeLimit = value);
        part.Whole(nameof(actions.MaxAttempts), value => actions.MaxAttempts = value);
        part.Duration(nameof(actions.FirstPause), value => actions.FirstPause = value);
        part.Duration(nameof(actions.LongestPause), value => actions.LongestPause = value);
    }

    private static void Read(SectionReader part, ReportOptions reports)
    {
        part.Duration(nameof(reports.FirstPause), value => reports.FirstPause = value);
        part.Duration(nameof(reports.LongestPause), value => reports.LongestPause = value);
    }

    private static void Read(SectionReader part, LeadershipOptions leadership) => part.Duration(nameof(leadership.Lease), value => leadership.Lease = value);

    private static void Read(SectionReader part, RedisOptions redis)
    {
        part.Text(nameof(redis.Configuration), value => redis.Configuration = value);
        part.Text(nameof(redis.Password), value => redis.Password = value);
        part.WholeOrNone<int>(nameof(redis.Database), value => redis.Database = value);
    }
}
