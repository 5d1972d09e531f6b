namespace CoprJobGrab.Leadership;

/// <summary>Whether this grabber leads. A closed set: <see cref="Leader"/>, <see cref="Standby"/>.</summary>
internal abstract record Lead
{
    private Lead() { }

    /// <summary>This grabber plans.</summary>
    /// <param name="Epoch">The number of this lead.</param>
    /// <param name="IsNew">True in the first answer of a lead: the epoch is to be written into every group.</param>
    /// <param name="ActionsFrom">Until then an action of a predecessor that noted none may still run, and none is started. By this process's clock.</param>
    internal sealed record Leader(long Epoch, bool IsNew, DateTimeOffset ActionsFrom) : Lead
    {
        /// <summary>The actions that other grabbers have begun and may still run: nothing that shares a project with them is started.</summary>
        public IReadOnlyList<NotedAction> Noted { get; init; } = [];

        /// <summary>
        /// True once, when since the last answer the lead was taken in a store that had lost it, or that showed an older one than this grabber had seen.
        /// </summary>
        public bool AfterLoss { get; init; }
    }

    /// <summary>Another grabber plans.</summary>
    /// <param name="LeaderEpoch">The epoch of its lead.</param>
    internal sealed record Standby(long LeaderEpoch) : Lead
    {
        /// <summary>
        /// True while the store has lost the lead, or shows an older one than was seen, or one that had ended before this grabber saw any:
        /// what it shows of the queues may be older than what is known.
        /// </summary>
        public bool StoreIsLost { get; init; }
    }
}
