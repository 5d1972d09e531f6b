using CsCheck;
using FluentAssertions;
using Xunit;

namespace CoprJobGrab.Tests.Explaining;

/// <summary>Whatever is listed, claimed, limited and cancelled.</summary>
public sealed class TaskExplainerSpecs
{
    private static readonly int Trials = (int)Math.Min(10 * Check.Iter, 100_000);

    [Fact]
    public void Every_task_has_exactly_the_state_that_its_decision_and_its_claim_say_and_a_reason() => RandomEvidence.Generator.Sample(
        evidence =>
        {
            foreach (var (taskId, why) in Explained(evidence))
            {
                why.TaskId.Should().Be(taskId);
                why.State.Should().Be(Expected(taskId, evidence), "of {0}: {1}", taskId, why.Reason);
                why.Reason.Should().NotBeNullOrWhiteSpace();
                why.Trace.Should().NotBeEmpty().And.OnlyHaveUniqueItems();
                // An assertion with a lambda of its own would compile it each time, which takes longer than all the rest.
                why.Trace.Where(string.IsNullOrWhiteSpace).Should().BeEmpty();
                why.Trace.Where(step => step.Contains(why.Reason) || why.Reason.Contains(step)).Should().BeEmpty("the headline is not said again");
                why.Advice.Should().NotBeNullOrWhiteSpace();
            }
        },
        iter: Trials);

    [Fact]
    public void The_holders_of_a_full_limit_are_as_many_as_its_counter_says() => RandomEvidence.Generator.Sample(
        evidence =>
        {
            foreach (var planned in evidence.Plan.Tasks)
            {
                if (planned.Decision is not Decision.Hold { Cause: HoldCause.Limit, Limit: { Most: > 0 } limit } hold)
                {
                    continue;
                }

                var holders = new LimitHolders(evidence.ExplainInput).Of(planned);
                holders.Should().HaveCount(limit.Taken, "{0}", hold.Reason).And.OnlyHaveUniqueItems(holder => holder.TaskId);
            }
        },
        iter: Trials);

    [Fact]
    public void Random_evidence_knows_every_state_but_the_unknown()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<ExplanationState, int>();

        RandomEvidence.Generator.Sample(
            evidence =>
            {
                foreach (var (_, why) in Explained(evidence))
                {
                    seen[why.State] = 1;
                }
            },
            iter: 200);

        seen.Keys.Should().BeEquivalentTo(Enum.GetValues<ExplanationState>().Except([ExplanationState.Unknown]));
    }

    private static IEnumerable<(string TaskId, Explanation Why)> Explained(RandomEvidence evidence)
    {
        var explainer = new TaskExplainer(evidence.ExplainInput);
        return evidence.Plan.Tasks.Select(planned => planned.Task.TaskId).Concat(evidence.Plan.Malformed.Select(record => record.TaskId!))
            .Concat(evidence.Plan.Observed.Claims.Keys).Append("999")
            .Distinct().Select(taskId => (taskId, explainer.Explain(taskId)));
    }

    private static ExplanationState Expected(string taskId, RandomEvidence evidence)
    {
        var claim = evidence.Plan.Observed.Claims.GetValueOrDefault(taskId);
        var planned = evidence.Plan.Tasks.Where(task => task.Task.TaskId == taskId).Select(task => task.Decision).SingleOrDefault();
        return evidence.Cancelled.Contains(taskId) ? ExplanationState.Cancelled
            : claim?.State == ClaimState.Released && claim.Mark!.Text.EndsWith("Cancelled", StringComparison.Ordinal) ? ExplanationState.Cancelled
            : claim?.State == ClaimState.Leased && claim.Mark!.Text.StartsWith('C') ? ExplanationState.Cancelled
            : planned is null ? evidence.Plan.Malformed.Any(record => record.TaskId == taskId) ? ExplanationState.Malformed : ExplanationState.Unlisted
            : planned switch
            {
                Decision.Enqueue or Decision.Requeue => ExplanationState.Due,
                Decision.Hold => ExplanationState.Held,
                Decision.Refuse => ExplanationState.Refused,
                Decision.Park => ExplanationState.Parked,
                Decision.Withdraw when claim!.State != ClaimState.Waiting => ExplanationState.Due,
                _ => claim!.State switch
                {
                    ClaimState.Waiting => ExplanationState.Queued,
                    ClaimState.Parked => ExplanationState.Parked,
                    ClaimState.Released => ExplanationState.Held,
                    _ => ExplanationState.Taken,
                },
            };
    }
}
