using System.Globalization;
using CoprJobGrab.Model;
using CoprJobGrab.Routing;
using CoprJobGrab.Scheduling;

namespace CoprJobGrab.Configuration;

/// <summary>Options as texts by their paths, so that two versions of a configuration can be compared.</summary>
internal static class OptionTexts
{
    private const string Set = "set";

    /// <summary>Those that may change while the grabber runs.</summary>
    public static IReadOnlyDictionary<string, string?> Of(CoprJobGrabOptions options)
    {
        var limits = options.Scheduling.Limits;
        const string path = $"{nameof(options.Scheduling)}:{nameof(options.Scheduling.Limits)}:";
        return new Dictionary<string, string?>(Groups(options)
            .Append(new(path + nameof(limits.Total), Text(limits.Total)))
            .Concat(Each(path + nameof(limits.Architectures), limits.Architectures))
            .Concat(Each(path + nameof(limits.Tags), limits.Tags))
            .Append(new(path + nameof(limits.PerSandbox), Text(limits.PerSandbox)))
            .Append(new(path + nameof(limits.PerOwner), Text(limits.PerOwner)))
            .Append(new(path + nameof(limits.PerProject), Text(limits.PerProject)))
            .Concat(Each(path + nameof(limits.PerOwnerOfArchitecture), limits.PerOwnerOfArchitecture))
            .Concat(Each(path + nameof(limits.PerOwnerOfTag), limits.PerOwnerOfTag))
            .Concat(Each(path + nameof(limits.PerOwnerOfGroup), limits.PerOwnerOfGroup))
            .Append(new(path + nameof(limits.UserSshPerOwner), Text(limits.UserSshPerOwner)))
            .Append(new("Scheduling:BlockedOwners", options.Scheduling.BlockedOwners.Count == 0 ? null : string.Join(", ", options.Scheduling.BlockedOwners.Order(StringComparer.Ordinal))))
            .Concat(Each("Scheduling:Shares", options.Scheduling.Shares)));
    }

    /// <summary>Those that are taken once, when the grabber starts. Passwords are among them: these texts are for comparison alone.</summary>
    public static IReadOnlyDictionary<string, string?> OfStart(CoprJobGrabOptions options) => new Dictionary<string, string?>
    {
        ["Frontend:Url"] = options.Frontend.Url?.OriginalString,
        ["Frontend:Password"] = options.Frontend.Password,
        ["Frontend:Protocol"] = Text(options.Frontend.Protocol),
        ["Frontend:Timeout"] = Text(options.Frontend.Timeout),
        ["Frontend:MaxResponseBytes"] = Text(options.Frontend.MaxResponseBytes),
        ["Frontend:MinimumApiVersion"] = Text(options.Frontend.MinimumApiVersion),
        ["Loop:Interval"] = Text(options.Loop.Interval),
        ["Loop:Jitter"] = Text(options.Loop.Jitter),
        ["Loop:LongestPause"] = Text(options.Loop.LongestPause),
        ["Loop:TopUpInterval"] = Text(options.Loop.TopUpInterval),
        ["Loop:CancelInterval"] = Text(options.Loop.CancelInterval),
        ["Loop:MaxCycles"] = Text(options.Loop.MaxCycles),
        ["Loop:StopPatience"] = Text(options.Loop.StopPatience),
        ["Claims:VisibilityTimeout"] = Text(options.Claims.VisibilityTimeout),
        ["Claims:UnlistedTimeout"] = Text(options.Claims.UnlistedTimeout),
        ["Claims:AbsenceMemory"] = Text(options.Claims.AbsenceMemory),
        ["Claims:Attempts"] = Text(options.Claims.Attempts),
        ["Claims:ReleaseRule"] = Text(options.Claims.ReleaseRule),
        ["Claims:RemovedGroups"] = Text(options.Claims.RemovedGroups),
        ["Actions:MaxParallel"] = Text(options.Actions.MaxParallel),
        ["Actions:TimeLimit"] = Text(options.Actions.TimeLimit),
        ["Actions:MaxAttempts"] = Text(options.Actions.MaxAttempts),
        ["Actions:FirstPause"] = Text(options.Actions.FirstPause),
        ["Actions:LongestPause"] = Text(options.Actions.LongestPause),
        ["Leadership:Lease"] = Text(options.Leadership.Lease),
        ["Redis:Configuration"] = options.Redis.Configuration,
        ["Redis:Password"] = options.Redis.Password,
        ["Redis:Database"] = Text(options.Redis.Database),
        ["Checks"] = Text(options.Checks),
    };

    /// <summary>All that decides about a task. What the host has put in place of the library's rules is told by its name alone.</summary>
    /// <param name="options">What may change while the grabber runs.</param>
    /// <param name="claims">What was taken at the start.</param>
    /// <param name="host">What the host has put in place of, or beside, the library's own rules.</param>
    public static IReadOnlyDictionary<string, string> OfRules(CoprJobGrabOptions options, ClaimOptions claims, HostScheduling host) => Of(options)
        .Append(new("Claims:VisibilityTimeout", TimeText.Of(claims.VisibilityTimeout)))
        .Append(new("Claims:UnlistedTimeout", TimeText.Of(claims.UnlistedTimeout)))
        .Append(new("Claims:AbsenceMemory", TimeText.Of(claims.AbsenceMemory)))
        .Append(new("Claims:Attempts", Text(claims.Attempts)))
        .Append(new("Claims:ReleaseRule", Text(claims.ReleaseRule)))
        .Append(new("Claims:RemovedGroups", Text(claims.RemovedGroups)))
        .Append(new("the host's priorities", host.Priority is null ? null : Set))
        .Append(new("the host's judgement of what is urgent", host.IsUrgent is null ? null : Set))
        .Concat(host.Limits.GroupBy(limit => limit.Name).Select(limits => new KeyValuePair<string, string?>($"the host's limit {limits.Key}", string.Join(", ", limits.Select(limit => Text(limit.Most))))))
        .Where(rule => rule.Value is not null)
        .ToDictionary(rule => rule.Key, rule => rule.Value!, StringComparer.Ordinal);

    public static bool HaveOtherGroups(CoprJobGrabOptions old, CoprJobGrabOptions now) => Changed(new Dictionary<string, string?>(Groups(old)), new Dictionary<string, string?>(Groups(now))).Count > 0;

    /// <summary>The paths of what differs.</summary>
    public static IReadOnlyList<string> Changed(IReadOnlyDictionary<string, string?> old, IReadOnlyDictionary<string, string?> now) =>
        [.. now.Keys.Union(old.Keys).Where(path => now.GetValueOrDefault(path) != old.GetValueOrDefault(path))];

    /// <summary>What differs, for a person.</summary>
    public static IEnumerable<string> Changes(IReadOnlyDictionary<string, string?> old, IReadOnlyDictionary<string, string?> now) =>
        Changed(old, now).Select(path => $"{path} is {now.GetValueOrDefault(path) ?? "not set"}, and was {old.GetValueOrDefault(path) ?? "not set"}");

    private static IEnumerable<KeyValuePair<string, string?>> Groups(CoprJobGrabOptions options) => BuilderGroups.Read(options.Groups).SelectMany(group => new KeyValuePair<string, string?>[]
    {
        new($"Groups:{group.Id}", string.Join(", ", group.Architectures.Order(StringComparer.Ordinal))),
        new($"Groups:{group.Id}:Depth", Text(group.Depth)),
    });

    private static IEnumerable<KeyValuePair<string, string?>> Each<T>(string path, IDictionary<string, T> values) =>
        values.Select(value => new KeyValuePair<string, string?>($"{path}:{value.Key}", Text(value.Value)));

    private static string? Text<T>(T value) => value is null ? null : string.Create(CultureInfo.InvariantCulture, $"{value}");
}
