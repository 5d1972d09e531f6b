namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>
/// A lease on the lead that grabbers of one process share, by a clock that the schedule moves. A lead that is lost goes to who led last, as on Redis.
/// </summary>
internal sealed class SharedLease(TimeProvider time, bool standbysLeadAtOnce)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly bool _standbysLeadAtOnce = standbysLeadAtOnce;
    private readonly List<Leadership> _alive = [];
    private Leadership? _holder;
    private long _epoch;
    private DateTimeOffset _until;

    private bool IsLost => _holder is null;

    /// <summary>It runs out; one that is lost too, because who led last stands still for as long.</summary>
    public void RunOut()
    {
        _until = default;
        _alive.ForEach(leadership => leadership.HasWaited |= IsLost && !leadership.LedLast);
    }

    /// <summary>It is lost with the store. Who waited for the end of an earlier loss begins to wait anew.</summary>
    public void Lose()
    {
        (_holder, _epoch, _until) = (null, 0, default);
        _alive.ForEach(leadership => leadership.HasWaited = false);
    }

    /// <summary>Who led last takes a lost lead again in its renewal; true when somebody did.</summary>
    public bool RenewLost() => IsLost && _alive.Exists(leadership => leadership.LedLast && leadership.Take());

    public bool LedLast(ILeadership leadership) => ((Leadership)leadership).LedLast;

    public ILeadership Of()
    {
        var leadership = new Leadership(this, time);
        _alive.Add(leadership);
        return leadership;
    }

    public void Died(ILeadership leadership) => _alive.Remove((Leadership)leadership);

    private sealed class Leadership(SharedLease lease, TimeProvider time) : ILeadership
    {
        private long _epoch;
        private long _above;
        private long _seen;
        private DateTimeOffset? _lostAt;
        private bool _tookLost;

        public bool HasWaited { get; set; }

        public IActionNotes? Notes => null;

        public bool IsShared => false;

        /// <summary>Whether no other lead was seen since its own.</summary>
        public bool LedLast { get; private set; }

        public ValueTask<Lead> LeadAsync(CancellationToken cancellationToken)
        {
            var now = time.GetUtcNow();
            if (lease.IsLost && !MayTakeLost(now))
            {
                _lostAt ??= now;
                return ValueTask.FromResult<Lead>(new Lead.Standby(_seen) { StoreIsLost = true });
            }

            var isMine = lease._holder == this && lease._epoch == _epoch;
            if (now < lease._until && !isMine)
            {
                (_seen, LedLast, _lostAt, HasWaited) = (lease._epoch, false, null, false);
                return ValueTask.FromResult<Lead>(new Lead.Standby(lease._epoch));
            }

            var isNew = now >= lease._until && Take();
            lease._until = now + Lease;
            _tookLost = false;
            return ValueTask.FromResult<Lead>(new Lead.Leader(_epoch, isNew, now));
        }

        public bool Take()
        {
            var now = time.GetUtcNow();
            _tookLost = lease.IsLost;
            lease._holder = this;
            lease._epoch = _epoch = _above = _seen = Math.Max(Math.Max(lease._epoch, _above) + 1, now.ToUnixTimeMilliseconds());
            (lease._until, LedLast, _lostAt, HasWaited) = (now + Lease, true, null, false);
            return true;
        }

        public ValueTask TellAsync(long epoch, IReadOnlyDictionary<string, string> rules, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask TellAsync(ToldPoll poll, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<ToldLead> ReadToldAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public bool Lasts(long epoch) => lease._holder == this && lease._epoch == epoch && time.GetUtcNow() < lease._until;

        public ValueTask StandDownAsync(long fencedBy, CancellationToken cancellationToken)
        {
            _above = Math.Max(_above, fencedBy);
            // A lost lead that was taken again since is not the one that was refused.
            if (lease._holder == this && !(_tookLost && fencedBy < _epoch))
            {
                lease.RunOut();
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask<bool> HandOverAsync(bool isClean, CancellationToken cancellationToken)
        {
            var led = Lasts(_epoch);
            LedLast = false;
            if (led)
            {
                lease.RunOut();
            }

            return ValueTask.FromResult(led);
        }

        private bool MayTakeLost(DateTimeOffset now) => lease._standbysLeadAtOnce || LedLast || HasWaited
            || (_seen == 0 && !lease._alive.Exists(other => other._seen != 0))
            || (_lostAt is { } lostAt && now >= lostAt + (_seen == 0 ? 2 * Lease : Lease));
    }
}
