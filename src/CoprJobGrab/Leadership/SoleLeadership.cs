namespace CoprJobGrab.Leadership;

/// <summary>The leadership of a grabber that nobody shares its queues with: it always leads.</summary>
internal sealed class SoleLeadership(TimeProvider time) : ILeadership
{
    private readonly string _holder = LocalProcesses.Visible.NewHolder();
    private long _epoch;
    private long _above;
    private DateTimeOffset _since;
    private volatile ToldPoll? _poll;
    private bool _leads;

    public IActionNotes? Notes => null;

    public bool IsShared => false;

    public ValueTask<Lead> LeadAsync(CancellationToken cancellationToken)
    {
        var isNew = !_leads;
        if (isNew)
        {
            (_leads, _since) = (true, time.GetUtcNow());
            Interlocked.Exchange(ref _epoch, Math.Max(_above + 1, time.GetUtcNow().ToUnixTimeMilliseconds()));
        }

        return ValueTask.FromResult<Lead>(new Lead.Leader(_epoch, isNew, time.GetUtcNow()));
    }

    public ValueTask TellAsync(long epoch, IReadOnlyDictionary<string, string> rules, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask TellAsync(ToldPoll poll, CancellationToken cancellationToken)
    {
        _poll = poll;
        return ValueTask.CompletedTask;
    }

    public ValueTask<ToldLead> ReadToldAsync(CancellationToken cancellationToken) => ValueTask.FromResult(
        new ToldLead(time.GetUtcNow(), new LastLead(Interlocked.Read(ref _epoch), _leads ? DateTimeOffset.MaxValue : default, Rules: null), _holder)
        {
            Since = _since,
            Poll = _poll,
            Unknown = _poll is null ? "this process has had no successful poll yet" : null,
        });

    // Nobody else leads meanwhile, so that what an earlier lead has begun may go on.
    public bool Lasts(long epoch) => epoch <= Interlocked.Read(ref _epoch);

    public ValueTask StandDownAsync(long fencedBy, CancellationToken cancellationToken)
    {
        _leads = false;
        _above = Math.Max(_epoch, fencedBy);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> HandOverAsync(bool isClean, CancellationToken cancellationToken)
    {
        _above = Math.Max(_epoch, _above);
        var led = _leads;
        _leads = false;
        return ValueTask.FromResult(led);
    }
}
