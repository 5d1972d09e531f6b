namespace CoprJobGrab.Leadership.Redis;

/// <summary>The state of the lease, as its key tells it. A closed set.</summary>
internal abstract record LeaseAnswer
{
    private LeaseAnswer() { }

    /// <summary>Another leads, or the lead that was to be renewed has ended.</summary>
    /// <param name="Epoch">The last epoch that was given.</param>
    /// <param name="Renewals">How often a lead was taken or renewed by then.</param>
    /// <param name="Lease">How long the lead was taken for.</param>
    /// <param name="Holder">Whom it was given to; empty for nobody.</param>
    internal sealed record Held(long Epoch, long Renewals, TimeSpan Lease, string Holder) : LeaseAnswer;

    /// <summary>The lead goes on.</summary>
    /// <param name="Epoch">Its epoch.</param>
    /// <param name="Renewals">How often a lead was taken or renewed by then.</param>
    /// <param name="Noted">The actions that others have begun and may still run.</param>
    internal sealed record Renewed(long Epoch, long Renewals, IReadOnlyList<NotedAction> Noted) : LeaseAnswer;

    /// <summary>A new lead.</summary>
    /// <param name="Epoch">Its epoch.</param>
    /// <param name="Renewals">How often a lead was taken or renewed by then.</param>
    /// <param name="ActionsAfter">How long from now an action of a predecessor that noted none may still run.</param>
    /// <param name="AfterLoss">True when the key was gone, or older than this grabber had seen it.</param>
    /// <param name="Noted">The actions that others have begun and may still run.</param>
    internal sealed record Taken(long Epoch, long Renewals, TimeSpan ActionsAfter, bool AfterLoss, IReadOnlyList<NotedAction> Noted) : LeaseAnswer;

    /// <summary>
    /// The key is gone, or older than this grabber has seen it: the store lost what was in it, or went back to an older picture, and nobody leads.
    /// So it may be too for one that has seen no lead, and finds one that has ended.
    /// </summary>
    internal sealed record Lost : LeaseAnswer;
}
