namespace CoprJobGrab;

/// <summary>What the lease's key says. A closed set.</summary>
internal abstract record LeaseAnswer
{
    private LeaseAnswer() { }

    /// <summary>Another leads, or the lead that was to be renewed has ended.</summary>
    /// <param name="Epoch">The last epoch that was given.</param>
    internal sealed record Held(long Epoch) : LeaseAnswer;

    /// <summary>The lead goes on.</summary>
    /// <param name="Epoch">Its epoch.</param>
    internal sealed record Renewed(long Epoch) : LeaseAnswer;

    /// <summary>A new lead.</summary>
    /// <param name="Epoch">Its epoch.</param>
    /// <param name="ActionsAfter">How long from now an action of a predecessor may still run.</param>
    internal sealed record Taken(long Epoch, TimeSpan ActionsAfter) : LeaseAnswer;
}
