namespace CoprJobGrab.Tests.Schedules;

/// <summary>A lease on the lead that grabbers of one process share, by a clock that the schedule moves.</summary>
internal sealed class SharedLease(TimeProvider time)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private object? _holder;
    private long _epoch;
    private DateTimeOffset _until;

    /// <summary>It runs out.</summary>
    public void RunOut() => _until = default;

    /// <summary>It is lost with the store.</summary>
    public void Lose() => (_holder, _epoch, _until) = (null, 0, default);

    public ILeadership Of() => new Leadership(this, time);

    private sealed class Leadership(SharedLease lease, TimeProvider time) : ILeadership
    {
        private long _epoch;
        private long _above;

        public ValueTask<Lead> LeadAsync(CancellationToken cancellationToken)
        {
            var now = time.GetUtcNow();
            var isMine = lease._holder == this && lease._epoch == _epoch;
            if (now < lease._until && !isMine)
            {
                return ValueTask.FromResult<Lead>(new Lead.Standby(lease._epoch));
            }

            var isNew = now >= lease._until;
            if (isNew)
            {
                lease._holder = this;
                lease._epoch = _epoch = _above = Math.Max(Math.Max(lease._epoch, _above) + 1, now.ToUnixTimeMilliseconds());
            }

            lease._until = now + Lease;
            return ValueTask.FromResult<Lead>(new Lead.Leader(_epoch, isNew, now));
        }

        public bool Lasts(long epoch) => lease._holder == this && lease._epoch == epoch && time.GetUtcNow() < lease._until;

        public ValueTask StandDownAsync(long fencedBy, CancellationToken cancellationToken)
        {
            _above = Math.Max(_above, fencedBy);
            if (lease._holder == this)
            {
                lease.RunOut();
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask<bool> HandOverAsync(CancellationToken cancellationToken)
        {
            var led = Lasts(_epoch);
            if (led)
            {
                lease.RunOut();
            }

            return ValueTask.FromResult(led);
        }
    }
}
