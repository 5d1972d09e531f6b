using CoprJobGrab.Model;

namespace CoprJobGrab.Checks;

/// <summary>Makes the findings about a set-up from plain values: each is a sentence with the value that was found, and the cure.</summary>
internal static class SetupFindings
{
    /// <summary>The frontend will refuse every report, unless something on the way adds the password, which cannot be checked.</summary>
    public const string NoPassword =
        "There is no password for the frontend, which takes no result of an action, and no task that is given back, without one: "
            + "what has run could not be reported. Set Frontend:Password.";

    private static readonly TimeSpan BeyondPatience = TimeSpan.FromSeconds(10);

    private const string Unevictable = "noeviction";

    private static readonly Version OldestRedis = new(6, 2);

    public static IEnumerable<string> OfRedis(RedisFacts redis)
    {
        if (redis.Policy is { } policy && policy != Unevictable)
        {
            var limit = redis.MaxMemory > 0
                ? $"when it reaches its maxmemory of {redis.MaxMemory} bytes, it may drop queues and claims"
                : "it has no maxmemory, so that it drops nothing yet, but with one it may drop queues and claims";
            yield return $"Redis at {redis.Where} has the maxmemory-policy {policy}: {limit}. Set maxmemory-policy to {Unevictable}.";
        }

        if (redis.AppendsOnly == false)
        {
            yield return redis.Save switch
            {
                "" => $"Redis at {redis.Where} keeps nothing on disk (appendonly is no, save is empty): "
                    + "when it restarts, queues and claims are gone, and a build that runs is handed out again, "
                        + "unless a grabber that goes on has seen it taken, or its worker renews a lease before another one takes it. Set appendonly to yes.",
                { } save => $"Redis at {redis.Where} saves snapshots (save is '{save}') without an append-only file (appendonly is no): "
                    + "after a crash it comes back with an older picture, and what it forgot was taken is handed out again, "
                        + "unless a grabber that goes on has seen it taken and takes it out of the list first, "
                            + "or its worker renews a lease before another one takes it. Set appendonly to yes.",
                null => $"Redis at {redis.Where} writes no append-only file (appendonly is no): after a crash it has forgotten what was taken, "
                    + "and what no grabber that goes on has seen taken may be handed out again. Set appendonly to yes.",
            };
        }

        if (Version.TryParse(redis.Version, out var version) && version < OldestRedis)
        {
            yield return $"Redis at {redis.Where} is version {redis.Version}, and the grabber is made for {OldestRedis} and later. Upgrade it.";
        }
    }

    /// <summary>The finding about a Redis that does not tell this user its facts.</summary>
    /// <param name="where">Its address.</param>
    /// <param name="refusal">How it refused.</param>
    public static string OfUnknown(string where, string refusal) =>
        $"The eviction policy, the persistence and the version of Redis at {where} could not be checked, because INFO is refused ({refusal}). "
            + $"Allow its user +info and +config|get, or look there: maxmemory-policy noeviction, appendonly yes, version {OldestRedis} or later.";

    /// <summary>The finding about groups of other grabbers that this user may not write or read.</summary>
    /// <param name="key">The key that they are in.</param>
    /// <param name="refusal">How Redis refused.</param>
    public static string OfUnknownMaps(string key, string refusal) =>
        $"Whether other grabbers on this Redis have the same builder groups could not be checked, because the key {key} is refused ({refusal}). "
            + "Give its user the rules in docs/configuration.md.";

    /// <summary>Other grabbers cannot see that this one is there.</summary>
    /// <param name="refusal">How Redis refused.</param>
    public static string OfUncounted(string refusal) =>
        $"Other grabbers cannot count this one, because its subscription to the channel cjg:DATABASE:grabbers is refused ({refusal}): "
            + "one that starts on a Redis that lost what it had may lead at once, and hand out again what this one knows to be taken. "
        + "Give its user the rules in docs/configuration.md.";

    /// <summary>This grabber cannot see whether others are there.</summary>
    /// <param name="refusal">How Redis refused.</param>
    public static string OfUncountable(string refusal) =>
        $"This grabber cannot count others, because PUBSUB NUMSUB is refused ({refusal}): where it finds no lead, "
            + "or one that has ended, it waits for two leases at its start, also when it is alone. Give its user the rules in docs/configuration.md.";

    public static string OfMaps(string own, string other, string holder, TimeSpan age, TimeSpan lifetime) =>
        $"Two grabbers on this Redis have different builder groups: this one has '{own}', and {holder}, last seen {TimeText.About(age)} ago, has '{other}'. "
            + "Tasks would go by the map of whichever leads. "
        + $"Give all of them the same Groups, or, when that one was killed, wait: it is forgotten after {TimeText.Of(lifetime)}.";

    /// <param name="queue">Where the queues are, or the name of their type.</param>
    public static string OfNoLeadership(string queue) =>
        $"The queue ({queue}) is shared with other processes, and nothing says which grabber leads: two grabbers may hand out the same task. "
            + "Run one grabber only, or call UseRedis before UseQueue, so that one of them leads by the lease in Redis.";

    public static IEnumerable<string> OfLease(TimeSpan interval, TimeSpan lease)
    {
        if (interval > lease)
        {
            yield return $"Loop:Interval is {TimeText.Of(interval)}, longer than Leadership:Lease, which is {TimeText.Of(lease)}: "
                + "after a crash nobody may lead for an interval, long after the lease has run out. Make the lease at least as long as the interval.";
        }
    }

    public static IEnumerable<string> OfStop(TimeSpan patience, TimeSpan shutdown)
    {
        if (patience + BeyondPatience > shutdown)
        {
            yield return $"Loop:StopPatience is {TimeText.Of(patience)}, and a stop takes up to {TimeText.Of(BeyondPatience)} more, "
                + $"but the host waits for {TimeText.Of(shutdown)} only (HostOptions.ShutdownTimeout): "
                + "the last results may not be told, and the lead may not be handed over. Make ShutdownTimeout longer, or Loop:StopPatience shorter.";
        }
    }

    public static IEnumerable<string> OfVisibilityTimeout(TimeSpan visibilityTimeout, string taskId, long timeoutSeconds)
    {
        if (timeoutSeconds > visibilityTimeout.TotalSeconds)
        {
            yield return $"The frontend lists task {taskId} with a timeout of {timeoutSeconds} s, "
                + $"longer than Claims:VisibilityTimeout, which is {TimeText.Of(visibilityTimeout)}: "
                + "a build that takes so long is handed out again while it runs. "
                + "Make Claims:VisibilityTimeout longer than the longest timeout and the wait for a machine together.";
        }
    }

    public static string OfAge(TimeSpan age, TimeSpan interval) =>
        $"A cache between the frontend and the grabber gave a list that is {TimeText.Of(age)} old (header Age), "
            + $"older than Loop:Interval, which is {TimeText.Of(interval)}, though the request says Cache-Control: no-cache: "
        + "builds that have ended since are still in it. Let no cache keep what is below /backend/.";
}
