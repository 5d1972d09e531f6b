namespace CoprJobGrab;

/// <summary>A list or a record could not be had from the frontend. Nothing is known then; nothing is lost.</summary>
public sealed class TaskSourceException : CoprJobGrabException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="fault">The kind of failure.</param>
    /// <param name="message">The text: what happened, with which values, and what to do. Never a password.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public TaskSourceException(TaskSourceFault fault, string message, Exception? inner = null) : base(message, inner) => Fault = fault;

    /// <summary>The kind of failure.</summary>
    public TaskSourceFault Fault { get; }

    /// <summary>How long the frontend asked to be left alone, by a <c>Retry-After</c> header; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The status of the frontend's answer; null when it did not answer, or with status 200. It tells a report that the frontend refuses from a frontend that
    /// is away or asks for another password.
    /// </summary>
    public System.Net.HttpStatusCode? Status { get; init; }

    /// <summary>
    /// True when the answer with <see cref="Status"/> is JSON and no page: it is from the frontend itself, and not from a web server before it.
    /// </summary>
    internal bool HasJson { get; init; }
}
