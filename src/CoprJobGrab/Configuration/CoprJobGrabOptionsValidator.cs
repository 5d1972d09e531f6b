using CoprJobGrab.Redis;
using CoprJobGrab.Routing;
using CoprJobGrab.Sources.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CoprJobGrab.Configuration;

/// <summary>Says everything that is wrong with the options at once, each with the value and the cure.</summary>
internal sealed class CoprJobGrabOptionsValidator(DefaultParts parts) : IValidateOptions<CoprJobGrabOptions>
{
    private const string UnusedRedis = $"{nameof(CoprJobGrabOptions.Redis)} is configured, but nothing uses it, so that the queues would not be there; "
        + $"call {nameof(CoprJobGrabBuilderExtensions.UseRedis)}() on what AddCoprJobGrab returns, or leave {nameof(CoprJobGrabOptions.Redis)} out.";

    private const int LargestBody = 1024 * 1024 * 1024;

    // What a timer of the framework takes is 49 days.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestLease = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    public ValidateOptionsResult Validate(string? name, CoprJobGrabOptions options)
    {
        var faults = options.ConfigurationFaults
            .Concat(BuilderGroups.Faults([.. BuilderGroups.Read(options.Groups)], parts.RoutesByArchitecture))
            .Concat(parts.UsesFrontendOptions ? FrontendFaults(options.Frontend) : [])
            .Concat(parts.UsesRedisOptions ? RedisFaults(options.Redis) : options.Redis.AreSet ? [UnusedRedis] : [])
            .Concat(LoopFaults(options.Loop))
            .Concat(ClaimFaults(options.Claims))
            .Concat(SchedulingFaults.Of(options))
            .Concat(ActionFaults(options.Actions))
            .Concat(PauseFaults(nameof(options.Actions), options.Actions.FirstPause, options.Actions.LongestPause))
            .Concat(PauseFaults(nameof(options.Reports), options.Reports.FirstPause, options.Reports.LongestPause))
            .Concat(LeadershipFaults(options.Leadership))
            .Concat(Enum.IsDefined(options.Checks) ? [] : [$"{nameof(options.Checks)} is {options.Checks}; use {string.Join(", ", Enum.GetNames<SetupChecks>())}."])
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FrontendFaults(FrontendOptions frontend)
    {
        const string section = nameof(CoprJobGrabOptions.Frontend);
        if (frontend.Url is null)
        {
            yield return $"{section}:{nameof(frontend.Url)} is missing; set it to the frontend's address, for instance https://copr.example.org.";
        }
        else if (!frontend.Url.IsAbsoluteUri || (frontend.Url.Scheme != Uri.UriSchemeHttp && frontend.Url.Scheme != Uri.UriSchemeHttps))
        {
            yield return $"{section}:{nameof(frontend.Url)} is '{FrontendAddress.Show(frontend.Url)}', which is not an http or https address; give it as https://host[:port][/path].";
        }
        else if (frontend.Url.UserInfo.Length > 0 || frontend.Url.Query.Length > 0 || frontend.Url.Fragment.Length > 0)
        {
            yield return $"{section}:{nameof(frontend.Url)} holds a user name, a query or a fragment; leave them out, and put the password into {section}:{nameof(frontend.Password)}.";
        }

        if (!Enum.IsDefined(frontend.Protocol))
        {
            yield return $"{section}:{nameof(frontend.Protocol)} is {frontend.Protocol}; use {string.Join(", ", Enum.GetNames<FrontendProtocol>())}.";
        }

        if (OutOf(frontend.Timeout, LongestTimeout))
        {
            yield return Wait($"{section}:{nameof(frontend.Timeout)}", frontend.Timeout, LongestTimeout);
        }

        if (frontend.MaxResponseBytes is <= 0 or > LargestBody)
        {
            yield return $"{section}:{nameof(frontend.MaxResponseBytes)} is {frontend.MaxResponseBytes}; it must be from 1 to {LargestBody}.";
        }

        if (frontend.MinimumApiVersion < 0)
        {
            yield return $"{section}:{nameof(frontend.MinimumApiVersion)} is {frontend.MinimumApiVersion}; it must be 0 or more.";
        }
    }

    private static IEnumerable<string> RedisFaults(RedisOptions redis)
    {
        const string section = nameof(CoprJobGrabOptions.Redis);
        if (RedisConnection.FaultOf(redis) is { } fault)
        {
            yield return $"{section}:{nameof(redis.Configuration)} cannot be understood: {fault}; give HOST:PORT[,options].";
        }

        if (redis.Database is < 0)
        {
            yield return $"{section}:{nameof(redis.Database)} is {redis.Database}; it must be 0 or more.";
        }
    }

    private static IEnumerable<string> LoopFaults(LoopOptions loop)
    {
        const string section = nameof(CoprJobGrabOptions.Loop);
        if (OutOf(loop.Interval, LongestWait))
        {
            yield return Wait($"{section}:{nameof(loop.Interval)}", loop.Interval, LongestWait);
        }

        if (loop.Jitter is not (>= 0 and <= 1))
        {
            yield return FormattableString.Invariant($"{section}:{nameof(loop.Jitter)} is {loop.Jitter}; it must be from 0 to 1.");
        }

        if (loop.LongestPause is { } longestPause && OutOf(longestPause, LongestWait))
        {
            yield return Wait($"{section}:{nameof(loop.LongestPause)}", longestPause, LongestWait);
        }

        if (OutOf(loop.TopUpInterval, LongestWait))
        {
            yield return Wait($"{section}:{nameof(loop.TopUpInterval)}", loop.TopUpInterval, LongestWait);
        }

        if (OutOf(loop.CancelInterval, LongestWait))
        {
            yield return Wait($"{section}:{nameof(loop.CancelInterval)}", loop.CancelInterval, LongestWait);
        }

        if (loop.MaxCycles is <= 0)
        {
            yield return $"{section}:{nameof(loop.MaxCycles)} is {loop.MaxCycles}; it must be 1 or more, or not set for no end.";
        }

        if (loop.StopPatience < TimeSpan.Zero || loop.StopPatience > LongestWait)
        {
            yield return $"{section}:{nameof(loop.StopPatience)} is {loop.StopPatience}; it must be from 0 to {LongestWait.TotalDays} days; 0 interrupts running actions at once.";
        }
    }

    private static IEnumerable<string> ClaimFaults(ClaimOptions claims)
    {
        const string section = nameof(CoprJobGrabOptions.Claims);
        if (OutOf(claims.VisibilityTimeout, LongestWait))
        {
            yield return Wait($"{section}:{nameof(claims.VisibilityTimeout)}", claims.VisibilityTimeout, LongestWait);
        }

        if (OutOf(claims.UnlistedTimeout, LongestWait))
        {
            yield return Wait($"{section}:{nameof(claims.UnlistedTimeout)}", claims.UnlistedTimeout, LongestWait);
        }

        if (claims.AbsenceMemory < TimeSpan.Zero || claims.AbsenceMemory > TimeSpan.FromDays(1))
        {
            yield return $"{section}:{nameof(claims.AbsenceMemory)} is {claims.AbsenceMemory}; it must be from 0 to 1 day; 0 believes one list that has a task, and two that do not have it.";
        }

        if (claims.Attempts is < 1 or > 1_000)
        {
            yield return $"{section}:{nameof(claims.Attempts)} is {claims.Attempts}; it must be from 1 to 1000.";
        }

        if (claims.ReleaseRule is { } rule && !Enum.IsDefined(rule))
        {
            yield return $"{section}:{nameof(claims.ReleaseRule)} is {rule}; use {string.Join(", ", Enum.GetNames<ReleaseRule>())}.";
        }

        if (!Enum.IsDefined(claims.RemovedGroups))
        {
            yield return $"{section}:{nameof(claims.RemovedGroups)} is {claims.RemovedGroups}; use {string.Join(", ", Enum.GetNames<RemovedGroups>())}.";
        }
    }

    private static IEnumerable<string> ActionFaults(ActionOptions actions)
    {
        const string section = nameof(CoprJobGrabOptions.Actions);
        if (actions.MaxParallel is < 1 or > 1_000)
        {
            yield return $"{section}:{nameof(actions.MaxParallel)} is {actions.MaxParallel}; it must be from 1 to 1000.";
        }

        if (actions.MaxAttempts is < 1 or > 100)
        {
            yield return $"{section}:{nameof(actions.MaxAttempts)} is {actions.MaxAttempts}; it must be from 1 to 100.";
        }

        if (OutOf(actions.TimeLimit, LongestWait))
        {
            yield return Wait($"{section}:{nameof(actions.TimeLimit)}", actions.TimeLimit, LongestWait);
        }
    }

    private static IEnumerable<string> PauseFaults(string section, TimeSpan firstPause, TimeSpan longestPause)
    {
        if (OutOf(firstPause, LongestWait))
        {
            yield return Wait($"{section}:{nameof(ReportOptions.FirstPause)}", firstPause, LongestWait);
        }

        if (longestPause < firstPause || OutOf(longestPause, LongestWait))
        {
            yield return $"{section}:{nameof(ReportOptions.LongestPause)} is {longestPause}, which is shorter than {section}:{nameof(ReportOptions.FirstPause)} ({firstPause}) or longer than {LongestWait.TotalDays} days; make it at least as long as the first.";
        }
    }

    private static IEnumerable<string> LeadershipFaults(LeadershipOptions leadership)
    {
        const string section = nameof(CoprJobGrabOptions.Leadership);
        if (leadership.Lease < TimeSpan.FromMilliseconds(1) || leadership.Lease > LongestLease)
        {
            yield return $"{section}:{nameof(leadership.Lease)} is {leadership.Lease}; it must be from 1 millisecond to {LongestLease.TotalDays} day.";
        }
    }

    private static bool OutOf(TimeSpan value, TimeSpan longest) => value <= TimeSpan.Zero || value > longest;

    private static string Wait(string option, TimeSpan value, TimeSpan longest) => $"{option} is {value}; it must be longer than zero and at most {longest.TotalDays} days.";
}
