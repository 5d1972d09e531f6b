using CoprJobGrab.Configuration;
using CoprJobGrab.Leadership;
using CoprJobGrab.Scheduling;
using CoprJobGrab.TaskEnds;

namespace CoprJobGrab;

/// <summary>The grabber that leads keeps its rules in the store, and one that is asked compares its own with them. Nothing is decided by them.</summary>
internal sealed class SharedRules(ILeadership leadership, Scheduler scheduler, TaskEndProcessor taskEnds)
{
    // This rule matters only where the frontend does not list running tasks.
    private const string TaskEndChannel = "the task-end channel";

    private const string Router = "the router";
    private const string LibrarysRouter = "ArchitectureRouter";

    /// <returns>False when they could not be written. The next cycle tries again, and if Redis is away, this one says so.</returns>
    public async ValueTask<bool> TryTellAsync(long epoch, Settings settings, CancellationToken cancellationToken)
    {
        if (!leadership.IsShared)
        {
            return true;
        }

        try
        {
            await leadership.TellAsync(epoch, RulesOf(settings), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (BuildQueueException)
        {
            return false;
        }
    }

    /// <summary>Compares the rules of this process with the leader's; null where the queues are this process's own.</summary>
    public async ValueTask<LeaderRules?> CompareAsync(Settings settings, QueueState observed, TaskSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (!leadership.IsShared)
        {
            return null;
        }

        try
        {
            var last = (await leadership.ReadToldAsync(cancellationToken).ConfigureAwait(false)).Last;
            var isLed = last.Until > observed.Groups.Values.Select(group => group.Time).DefaultIfEmpty().Max();
            var unknown = last.Epoch == 0 ? "none has led yet" : last.Rules is null ? "it is of a version that does not keep them in the store" : null;
            return Compare(isLed, unknown, RulesOf(settings), last.Rules, rule => rule != TaskEndChannel || !snapshot.ListsRunningTasks);
        }
        catch (BuildQueueException fault)
        {
            return Compare(isLed: true, fault.Message, RulesOf(settings), null, _ => true);
        }
    }

    private static LeaderRules Compare(
        bool isLed, string? unknown, Dictionary<string, string> here, IReadOnlyDictionary<string, string>? there, Func<string, bool> counts)
    {
        // Rules that are not known make no difference.
        there ??= here;
        var differing = here.Keys.Union(there.Keys).Where(counts).Where(rule => here.GetValueOrDefault(rule) != there.GetValueOrDefault(rule)).ToList();
        return new LeaderRules(isLed, unknown, Values(here), Values(there));

        SortedDictionary<string, string?> Values(IReadOnlyDictionary<string, string> rules) =>
            new(differing.ToDictionary(rule => rule, rule => rules.GetValueOrDefault(rule)), StringComparer.Ordinal);
    }

    /// <summary>The rules of a lead, and the names of those that are code of its host; none when they are not known.</summary>
    public (IReadOnlyDictionary<string, string> Rules, IReadOnlyList<string> InCode) Of(LastLead last, Settings settings)
    {
        var rules = last.Rules ?? (!leadership.IsShared ? RulesOf(settings) : new Dictionary<string, string>());
        return (rules, [
            .. rules.Where(rule => rule.Key == Router ? rule.Value != LibrarysRouter : rule.Key.StartsWith(OptionTexts.OfHost, StringComparison.Ordinal))
                .Select(rule => rule.Key).Order(StringComparer.Ordinal),
        ]);
    }

    private Dictionary<string, string> RulesOf(Settings settings)
    {
        var rules = new Dictionary<string, string>(settings.RuleTexts, StringComparer.Ordinal) { [Router] = scheduler.RouterName };
        if (taskEnds.Listens)
        {
            rules[TaskEndChannel] = "heard";
        }

        return rules;
    }
}
