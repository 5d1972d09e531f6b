using CoprJobGrab.Model;
using CoprJobGrab.Redis;
using CoprJobGrab.Routing;
using CoprJobGrab.Sources.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CoprJobGrab.Configuration;

/// <summary>Says everything that is wrong with the options at once, each with the value and the cure.</summary>
internal sealed class CoprJobGrabOptionsValidator(DefaultParts parts, GrabberName grabber) : IValidateOptions<CoprJobGrabOptions>
{
    private const string UnusedRedis = $"{nameof(CoprJobGrabOptions.Redis)} is configured, but nothing uses it, so that the queues would not be there; "
        + $"call {nameof(CoprJobGrabBuilderExtensions.UseRedis)}() on what AddCoprJobGrab returns, or leave {nameof(CoprJobGrabOptions.Redis)} out.";

    private const string NoRedis = $"A process that only operates sees no queues but those on Redis; "
        + $"call {nameof(CoprJobGrabBuilderExtensions.UseRedis)}() on what AddCoprJobGrabOperator returns.";

    public ValidateOptionsResult Validate(string? name, CoprJobGrabOptions options)
    {
        if (name != grabber.Options)
        {
            return ValidateOptionsResult.Skip;
        }

        var faults = options.ConfigurationFaults
            .Concat(BuilderGroups.Faults([.. BuilderGroups.Read(options.Groups)], parts.RoutesByArchitecture, isRequired: !parts.OnlyOperates))
            .Concat(UsesFrontend(options) ? AddressFaults(options.Frontend.Url) : [])
            .Concat(parts.UsesRedisOptions ? RedisFaults(options.Redis) : options.Redis.AreSet ? [UnusedRedis] : parts.OnlyOperates ? [NoRedis] : [])
            .Concat(OptionRows.All.Rows.Where(row => IsUsed(row.Path, options)).SelectMany(row => row.Faults(options, row.Path)))
            .Concat(LimitFaults(options))
            .Concat(PauseFaults(nameof(options.Actions), options.Actions.FirstPause, options.Actions.LongestPause))
            .Concat(PauseFaults(nameof(options.Reports), options.Reports.FirstPause, options.Reports.LongestPause))
            .Select(fault => grabber.Prefix + fault)
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    // Who only operates needs no frontend, and asks one for an explanation where there is one.
    private bool UsesFrontend(CoprJobGrabOptions options) => parts.UsesFrontendOptions && (!parts.OnlyOperates || options.Frontend.Url is not null);

    private bool IsUsed(string path, CoprJobGrabOptions options) => path.Split(':')[0] switch
    {
        nameof(CoprJobGrabOptions.Frontend) => UsesFrontend(options),
        nameof(CoprJobGrabOptions.Redis) => parts.UsesRedisOptions,
        _ => true,
    };

    private static IEnumerable<string> AddressFaults(Uri? url)
    {
        if (url is null)
        {
            yield return "Frontend:Url is missing; set it to the frontend's address, for instance https://copr.example.org.";
        }
        else if (!url.IsAbsoluteUri || !FrontendAddress.IsHttp(url))
        {
            yield return $"Frontend:Url is '{FrontendAddress.Show(url)}', which is not an http or https address; give it as https://host[:port][/path].";
        }
        else if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            yield return "Frontend:Url holds a user name, a query or a fragment; leave them out, and put the password into Frontend:Password.";
        }
    }

    private static IEnumerable<string> RedisFaults(RedisOptions redis) =>
        RedisConnection.FaultOf(redis) is { } fault ? [$"Redis:Configuration cannot be understood: {fault}; give HOST:PORT[,options]."] : [];

    private static IEnumerable<string> LimitFaults(CoprJobGrabOptions options)
    {
        const string path = "Scheduling:Limits";
        var limits = options.Scheduling.Limits;
        var architectures = limits.Architectures.Keys.Select(key => $"{path}:{nameof(limits.Architectures)}:{key}")
            .Concat(limits.PerOwnerOfArchitecture.Keys.Select(key => $"{path}:{nameof(limits.PerOwnerOfArchitecture)}:{key}"));
        var groups = options.Groups.Select(group => group.Id.Trim()).ToList();
        return architectures.Where(key => key.EndsWith("86", StringComparison.Ordinal))
            .Select(key => $"{key} would never count, because limits see everything that ends in 86 as x86_64; put the limit on x86_64.")
            .Concat(limits.PerOwnerOfGroup.Keys.Except(groups, StringComparer.Ordinal).Select(key =>
                $"{path}:{nameof(limits.PerOwnerOfGroup)}:{key} is for a builder group that is not configured; give one of {string.Join(", ", groups)}."));
    }

    private static IEnumerable<string> PauseFaults(string part, TimeSpan first, TimeSpan longest) => longest >= first
        ? []
        : [$"{part}:LongestPause is {longest}, which is shorter than {part}:FirstPause ({first}); make it at least as long."];
}
