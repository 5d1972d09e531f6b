using System.Collections.ObjectModel;
using CoprJobGrab.Model;

namespace CoprJobGrab.Scheduling;

/// <summary>Keeps each task's claim beside its facts: from one list to the next few claims change, and to look all of them up takes half of a plan.</summary>
internal sealed class KnownClaims
{
    private IReadOnlyDictionary<string, Claim> _claims = ReadOnlyDictionary<string, Claim>.Empty;
    private ClaimJournal? _journal;
    private long _changes;
    private int _allReadIn;

    /// <summary>Begins with an observation, and forgets the claims that have changed since the one before; without a journal it forgets all.</summary>
    public void Begin(QueueState observed, Dictionary<string, CachedTask> tasks)
    {
        // The caller may have put another table into its place, which the journal is not about.
        var journal = ReferenceEquals(observed.Journal?.Claims, observed.Claims) ? observed.Journal : null;
        if (journal is null || !ReferenceEquals(journal, _journal) || journal.Since(_changes) is not { } changed)
        {
            _allReadIn++;
        }
        else
        {
            foreach (var taskId in changed)
            {
                tasks.GetValueOrDefault(taskId)?.Note(null, 0);
            }
        }

        (_claims, _journal, _changes) = (observed.Claims, journal, journal?.Count ?? 0);
    }

    /// <summary>Looks the claim of a task up, unless it is known.</summary>
    public void NoteIn(CachedTask facts)
    {
        if (facts.ClaimKnownIn != _allReadIn)
        {
            facts.Note(_claims.GetValueOrDefault(facts.TaskId), _allReadIn);
        }
    }
}
