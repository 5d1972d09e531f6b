using CoprJobGrab.Configuration;
using CoprJobGrab.Explaining;
using CoprJobGrab.Leadership;

namespace CoprJobGrab;

/// <remarks>The grabber that leads keeps its rules in the store, and one that is asked compares its own with them.</remarks>
public sealed partial class JobGrabber
{
    // This rule matters only where the frontend does not list running tasks.
    private const string TaskEndChannel = "the task-end channel";

    // Only the holder of the turn reads and writes this.
    private long _toldEpoch;
    private Settings? _toldSettings;

    private async ValueTask TellRulesAsync(Lead.Leader lead, CancellationToken cancellationToken)
    {
        if (_leadership.Rules is not { } rules || (_toldEpoch == lead.Epoch && ReferenceEquals(_toldSettings, _settings)))
        {
            return;
        }

        try
        {
            await rules.TellAsync(lead.Epoch, RulesOf(_settings), cancellationToken).ConfigureAwait(false);
            (_toldEpoch, _toldSettings) = (lead.Epoch, _settings);
        }
        catch (BuildQueueException)
        {
            // Nothing is decided by them. The next cycle tells them, and if Redis is away, this one says so.
        }
    }

    /// <summary>Compares the rules of this process with the leader's; null where the queues are this process's own.</summary>
    private async ValueTask<LeaderRules?> CompareRulesAsync(Settings settings, QueueState observed, TaskSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (_leadership.Rules is not { } rules)
        {
            return null;
        }

        try
        {
            var last = await rules.ReadAsync(cancellationToken).ConfigureAwait(false);
            var isLed = last.Until > observed.Groups.Values.Select(group => group.Time).DefaultIfEmpty().Max();
            var unknown = last.Epoch == 0 ? "none has led yet" : last.Rules is null ? "it is of a version that does not keep them in the store" : null;
            return new LeaderRules(
                isLed, unknown,
                last.Rules is null ? [] : RuleDifferences.Between(RulesOf(settings), last.Rules, rule => rule != TaskEndChannel
                    || !snapshot.ListsRunningTasks));
        }
        catch (BuildQueueException fault)
        {
            return new LeaderRules(IsLed: true, fault.Message, []);
        }
    }

    private Dictionary<string, string> RulesOf(Settings settings)
    {
        var rules = new Dictionary<string, string>(settings.RuleTexts, StringComparer.Ordinal) { ["the router"] = _scheduler.RouterName };
        if (_taskEnds.Listens)
        {
            rules[TaskEndChannel] = "heard";
        }

        return rules;
    }
}
