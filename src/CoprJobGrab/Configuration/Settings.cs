using CoprJobGrab.Scheduling;

namespace CoprJobGrab.Configuration;

/// <summary>The settings that may change while the grabber runs; the same object until they do.</summary>
/// <param name="Groups">The builder groups, checked; the same list until one of them changes.</param>
/// <param name="Rules">Which of the listed tasks may run now, and what comes first; the same until one of them changes.</param>
/// <param name="RuleTexts">All that decides about a task, as texts by name, for a comparison with the rules of another grabber.</param>
internal sealed record Settings(IReadOnlyList<BuilderGroup> Groups, SchedulingRules Rules, IReadOnlyDictionary<string, string> RuleTexts);
