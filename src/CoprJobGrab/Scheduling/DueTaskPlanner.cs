using System.Runtime.InteropServices;

namespace CoprJobGrab.Scheduling;

/// <summary>Puts due tasks in order and lets them in as far as there is room.</summary>
internal sealed class DueTaskPlanner(PlanInput input, TaskCache book)
{
    private readonly Admission _admission = new(book.Plan, input.Scheduling, input.Observed);

    /// <summary>Goes through what the plan has found to be due.</summary>
    public void Admit(GroupPlanBuilder groups)
    {
        Order();
        var decisions = CollectionsMarshal.AsSpan(book.Decisions);
        foreach (ref readonly var due in CollectionsMarshal.AsSpan(book.Due))
        {
            ref var planned = ref decisions[due.Position];
            var (build, _) = planned;
            var facts = book.At(due.Position);
            if (planned.Decision is Decision.Requeue requeue)
            {
                var profile = book.ProfileOf(requeue.Claim, facts);
                if (_admission.Enter(profile, requeue.Claim.GroupId, requeue.Claim.IsCounted, due.IsUrgent) is { } held)
                {
                    planned = planned with { Decision = held };
                }
                else
                {
                    groups.Requeue(build, requeue, due.IsUrgent);
                }
            }
            else if (planned.Decision is Decision.Enqueue enqueue)
            {
                if (_admission.Enter(book.ProfileOf(facts), enqueue.GroupId, isCounted: false, due.IsUrgent) is { } held)
                {
                    planned = planned with { Decision = held };
                }
                else
                {
                    var listed = facts.ListedFor(input.Now);
                    groups.Enqueue(enqueue.GroupId, new EnqueuedTask(build, planned.Limits!) { IsUrgent = due.IsUrgent, ListedFor = listed });
                }
            }
        }
    }

    /// <summary>Goes through what an earlier plan held, which is in order.</summary>
    public void Admit(HeldTasks held, GroupPlanBuilder groups)
    {
        if (input.Observed.UnreadGroup is not null)
        {
            return;
        }

        foreach (var task in held.InOrder)
        {
            if (input.Observed.Claims.ContainsKey(task.Build.TaskId)
                || input.Cancelled.Contains(task.Build.TaskId)
                || !held.IsAsBefore(task.GroupId, input.Observed))
            {
                continue;
            }

            var profile = book.ProfileOf(task.Facts);
            if (_admission.Enter(profile, task.GroupId, isCounted: false, task.IsUrgent) is null)
            {
                book.Decisions.Add(
                    new PlannedTask(task.Build, new Decision.Enqueue(
                        task.GroupId, "there is room for it by now")) { Priority = task.Priority, Limits = profile.Keys });
                var listed = task.Facts.ListedFor(input.Now);
                groups.Enqueue(task.GroupId, new EnqueuedTask(task.Build, profile.Keys) { IsUrgent = task.IsUrgent, ListedFor = listed });
            }
        }
    }

    private void Order()
    {
        var due = book.Due;
        due.Sort();
        if (!input.Scheduling.HasShares)
        {
            return;
        }

        // An owner's own order is that of the priorities; the share of each further task is larger.
        foreach (ref var task in CollectionsMarshal.AsSpan(due))
        {
            var share = book.Decisions[task.Position].Decision switch
            {
                Decision.Enqueue enqueue => book.ProfileOf(book.At(task.Position)).ShareIn(enqueue.GroupId),
                Decision.Requeue { Claim.IsCounted: false } requeue => book.ProfileOf(requeue.Claim, book.At(task.Position)).ShareIn(requeue.Claim.GroupId),
                _ => null,
            };
            task = task with { Share = share?.Next(book.Plan) ?? 0 };
        }

        due.Sort();
    }
}
