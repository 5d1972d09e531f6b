namespace CoprJobGrab;

/// <summary>When the hosted loop asks, and how it stops.</summary>
public sealed class LoopOptions
{
    /// <summary>The pause between two cycles.</summary>
    /// <value>The default is 10 seconds, as in Copr (wire 8.1).</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause is longer by a random share of itself, up to this, so that many grabbers do not ask in step.</summary>
    /// <value>The default is 0.1; 0 to 1.</value>
    public double Jitter { get; set; } = 0.1;

    /// <summary>
    /// The longest pause after failed cycles. The pause doubles with each failure in a row, beginning with <see cref="Interval"/>.
    /// A frontend that asks for a longer one, by <c>Retry-After</c>, gets up to 5 minutes. Where Redis was away, its return ends the pause.
    /// </summary>
    /// <value>
    /// The default is null: three intervals, but 5 seconds at least and 5 minutes at most; after failed looks at the cancel requests
    /// <see cref="CancelInterval"/> counts. Jitter does not exceed it. When it is shorter than the interval, the pause is the interval and does not grow.
    /// </value>
    public TimeSpan? LongestPause { get; set; }

    /// <summary>
    /// The pause between two looks, between polls, at how many tasks wait in the queues of groups with a <see cref="BuilderGroupOptions.Depth"/>. Tasks that
    /// were held back fill them up.
    /// </summary>
    /// <value>The default is 1 second; more than zero.</value>
    public TimeSpan TopUpInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause between two fetches of the cancel requests, which do not wait for the poll of the builds.</summary>
    /// <value>The default is 5 seconds; more than zero.</value>
    public TimeSpan CancelInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After so many cycles the loop ends, waits for its actions, and stops the host: for jobs that run to an end.</summary>
    /// <value>The default is null, no end.</value>
    public long? MaxCycles { get; set; }

    /// <summary>
    /// How long running actions may go on after a stop was asked for, before their tokens are cancelled.
    /// The last reports and all take ten seconds more at most.
    /// </summary>
    /// <value>
    /// The default is 5 seconds, so that a container with ten seconds' grace is enough where handlers heed their tokens.
    /// The host's own shutdown timeout must be ten seconds longer.
    /// </value>
    public TimeSpan StopPatience { get; set; } = TimeSpan.FromSeconds(5);
}
