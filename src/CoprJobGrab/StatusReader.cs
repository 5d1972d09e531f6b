using CoprJobGrab.Calls;
using CoprJobGrab.Configuration;
using CoprJobGrab.Leadership;
using CoprJobGrab.Model;
using CoprJobGrab.Queues;

namespace CoprJobGrab;

/// <summary>Makes the status: who leads and what that grabber tells of its last poll, from the leadership, and the counts of the queues.</summary>
internal sealed class StatusReader(
    ILeadership leadership, Turns turns, LedQueue queue, SharedRules rules, CurrentSettings settings, IQueueCounts? counts = null)
{
    /// <inheritdoc cref="IJobGrabOperator.StatusAsync"/>
    public async Task<GrabberStatus> ReadAsync(CancellationToken cancellationToken)
    {
        var told = await leadership.ReadToldAsync(cancellationToken).ConfigureAwait(false);
        var (last, poll) = (told.Last, told.Poll);
        var before = (poll?.Picture.Groups ?? []).ToDictionary(group => group.GroupId, StringComparer.Ordinal);
        var groups = counts is null
            ? await LookAsync(before, told.Now, cancellationToken).ConfigureAwait(false)
            : await counts.CountAsync(settings.Current.Groups.Select(group => group.Id), before, cancellationToken).ConfigureAwait(false);
        var (known, inCode) = rules.Of(last, settings.Current);
        return new GrabberStatus(
            told.Now,
            last.Epoch == 0 ? null : new LeaderStatus(told.Holder, told.Since, last.Epoch, last.Until > told.Now),
            poll is null ? null : poll.At < told.Now ? poll.At : told.Now,
            [.. groups.Select(group => With(group, before.GetValueOrDefault(group.GroupId), told.Now))])
        {
            Rules = known,
            RulesInCode = inCode,
            Unknown = last.Epoch == 0 ? null : told.Unknown,
        };
    }

    /// <summary>Whose the first of these groups is that belongs to grabbers of another name, and what to do; null when none does.</summary>
    public async Task<string?> OtherOfAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        var counted = counts is null || groupIds.Count == 0
            ? []
            : await counts.CountAsync(groupIds, new Dictionary<string, GroupPicture>(), cancellationToken).ConfigureAwait(false);
        return counted.FirstOrDefault(group => group is { IsKnown: false, Fault: not null } && groupIds.Contains(group.GroupId))?.Fault;
    }

    /// <summary>Asks a queue that has no counts of its own for all its claims, unless somebody works with it: nobody else may call it then.</summary>
    private async ValueTask<IReadOnlyList<GroupStatus>> LookAsync(
        Dictionary<string, GroupPicture> before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (turns.TryTake() is not { } turn)
        {
            return [.. before.Values.Select(group => Status(group, now) with { Fault = "a cycle is under way" })];
        }

        using (turn)
        {
            var observed = await queue.Inner.LookAsync(cancellationToken).ConfigureAwait(false);
            return [.. CyclePicture.Of(observed).Select(group => Status(group, now) with
            {
                Fault = observed.Groups[group.GroupId].Fault,
                IsKnown = observed.Groups[group.GroupId].IsLed,
            })];
        }
    }

    private static GroupStatus Status(GroupPicture group, DateTimeOffset now) => new(group.GroupId, group.Waiting, group.Taken, group.Parked)
    {
        Oldest = now - group.Oldest,
        IsKnown = true,
    };

    private static GroupStatus With(GroupStatus counted, GroupPicture? polled, DateTimeOffset now)
    {
        var oldest = counted.Oldest ?? (counted.Waiting > 0 ? now - polled?.Oldest : null);
        return counted with { Held = polled?.Held ?? counted.Held, Oldest = oldest < TimeSpan.Zero ? TimeSpan.Zero : oldest };
    }
}
