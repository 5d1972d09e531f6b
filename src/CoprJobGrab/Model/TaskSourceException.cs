namespace CoprJobGrab;

/// <summary>A list or a record could not be had from the frontend. Nothing is known then; nothing is lost.</summary>
public sealed class TaskSourceException : CoprJobGrabException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="fault">What kind of failure it is.</param>
    /// <param name="message">What happened, with which values, and what to do. Never a password.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public TaskSourceException(TaskSourceFault fault, string message, Exception? inner = null) : base(message, inner) => Fault = fault;

    /// <summary>What kind of failure it is.</summary>
    public TaskSourceFault Fault { get; }

    /// <summary>How long the frontend asked to be left alone, by a <c>Retry-After</c> header; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    internal System.Net.HttpStatusCode? Status { get; init; }
}
