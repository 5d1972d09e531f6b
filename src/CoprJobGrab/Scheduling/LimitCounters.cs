using CoprJobGrab.Model;

namespace CoprJobGrab.Scheduling;

/// <summary>The counters, turns and shares of one set of rules, and the profiles that use them.</summary>
internal sealed class LimitCounters(SchedulingRules rules)
{
    private readonly Dictionary<LimitKeys, LimitProfile> _profiles = new(LimitKeysComparer.Instance);
    private readonly Dictionary<(bool Background, string? Owner, string Architecture, string? Sandbox), TurnCounter> _turns = [];
    private readonly Dictionary<(LimitRule Rule, string Key), LimitCounter> _counters = [];
    private readonly Dictionary<(string? Owner, string GroupId), OwnerShare> _shares = [];

    public SchedulingRules Rules => rules;

    public int Profiles => _profiles.Count;

    public LimitProfile ProfileOf(LimitKeys keys)
    {
        if (!_profiles.TryGetValue(keys, out var profile))
        {
            _profiles[keys] = profile = new LimitProfile(keys, TurnOf(keys), this);
        }

        return profile;
    }

    public LimitCounter[] CountersOf(LimitKeys keys, string groupId)
    {
        var counters = new List<LimitCounter>();
        foreach (var rule in rules.Limits)
        {
            if (rule.KeyOf(keys, groupId) is { } key)
            {
                counters.Add(CounterOf(rule, key));
            }
        }

        return [.. counters];
    }

    public OwnerShare? ShareOf(LimitKeys keys, string groupId)
    {
        if (rules.WeightOf(keys.Owner) is not { } weight)
        {
            return null;
        }

        if (!_shares.TryGetValue((keys.Owner, groupId), out var share))
        {
            _shares[(keys.Owner, groupId)] = share = new OwnerShare(weight);
        }

        return share;
    }

    private LimitCounter CounterOf(LimitRule rule, string key)
    {
        if (!_counters.TryGetValue((rule, key), out var counter))
        {
            _counters[(rule, key)] = counter = new LimitCounter(rule, key);
        }

        return counter;
    }

    private TurnCounter TurnOf(LimitKeys keys)
    {
        // Copr calls a task without an architecture by the name of its result directory.
        var key = (keys.Background, keys.Owner, keys.CountedArchitecture ?? "srpm", keys.Sandbox);
        if (!_turns.TryGetValue(key, out var turn))
        {
            _turns[key] = turn = new TurnCounter();
        }

        return turn;
    }
}
