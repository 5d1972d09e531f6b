using CoprJobGrab.Events;

namespace CoprJobGrab.Checks;

/// <summary>Has the set-up checked as soon as each part of it can be, and tells each finding once, or fails by it.</summary>
internal sealed class SetupChecker(SetupScope scope, IReadOnlyList<ISetupCheck> checks, EventHub events)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly List<string> _failures = [];
    private bool _isFatal;
    private bool _hasLookedAtOptions;
    private bool _hasLookedAtTimeouts;
    private bool _hasToldAge;

    /// <summary>Looks at the options and at what is outside. Called at the beginning of every cycle.</summary>
    /// <exception cref="SetupException">Something is doubtful, in this cycle or in an earlier one, and that is to be a failure.</exception>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        if (!_hasLookedAtOptions && scope.HasLease)
        {
            Note(SetupFindings.OfLease(scope.Interval, scope.Lease));
        }

        if (!_hasLookedAtOptions && scope.LacksLeadership)
        {
            Note(new SetupFinding(SetupFindings.OfNoLeadership(scope.QueueText)));
        }

        if (!_hasLookedAtOptions && scope.HasReports && !scope.HasPassword)
        {
            Note(new SetupFinding(SetupFindings.NoPassword, IsKnown: false));
        }

        if (!_hasLookedAtOptions && scope.ShutdownTimeout is { } shutdown)
        {
            Note(SetupFindings.OfStop(scope.StopPatience, shutdown));
        }

        _hasLookedAtOptions = true;
        foreach (var check in checks)
        {
            foreach (var finding in await check.LookAsync(cancellationToken).ConfigureAwait(false))
            {
                Note(finding);
            }
        }

        FailIfDoubtful();
    }

    /// <summary>Looks at the age of a list, and at the timeouts of the first complete builds list.</summary>
    /// <param name="snapshot">The lists that were fetched.</param>
    /// <exception cref="SetupException">A timeout is too long, and that is to be a failure.</exception>
    public void Look(TaskSnapshot snapshot)
    {
        if (!_hasToldAge && snapshot.Age is { } age && age > scope.Interval)
        {
            // It is never a failure: a proxy's single old answer must not end every cycle from then on.
            _hasToldAge = true;
            events.Doubted(SetupFindings.OfAge(age, scope.Interval));
        }

        if (_hasLookedAtTimeouts || !scope.HasClaims || snapshot.Builds is not Listing<BuildTask>.Complete builds)
        {
            return;
        }

        _hasLookedAtTimeouts = true;
        if (LongestTimeout.Of(builds.Items) is var (task, seconds))
        {
            Note(SetupFindings.OfVisibilityTimeout(scope.VisibilityTimeout, task.TaskId, seconds));
        }

        FailIfDoubtful();
    }

    private void Note(IEnumerable<string> findings)
    {
        foreach (var text in findings)
        {
            Note(new SetupFinding(text));
        }
    }

    private void Note(SetupFinding finding)
    {
        if (!_told.Add(finding.Text))
        {
            return;
        }

        if (finding.IsFatal || (finding.IsKnown && scope.Checks == SetupChecks.Fail))
        {
            _failures.Add(finding.Text);
            _isFatal |= finding.IsFatal;
        }
        else
        {
            events.Doubted(finding.Text);
        }
    }

    private void FailIfDoubtful()
    {
        if (_failures.Count > 0)
        {
            throw new SetupException(_failures, _isFatal);
        }
    }
}
