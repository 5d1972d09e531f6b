using CoprJobGrab.Workers;

namespace CoprJobGrab;

/// <summary>How a build ended: <see cref="Succeeded"/>, <see cref="Failed"/>, <see cref="GivenBack"/> or <see cref="Interrupted"/>.</summary>
public abstract record BuildOutcome
{
    private BuildOutcome() { }

    /// <summary>The build succeeded: the frontend is told status 1.</summary>
    /// <param name="Members">
    /// A JSON object whose members go to the frontend with the result, such as
    /// <c>{"result_dir": "00000012-hello", "pkg_version": "1.2-3", "built_packages": "hello 1.2-3"}</c>; null for none.
    /// Today's frontend finds the results by <c>result_dir</c>. Where the object does not have it, the library adds the name that Copr's backend gives it.
    /// <c>id</c>, <c>build_id</c>, <c>task_id</c>, <c>chroot</c> and <c>status</c> are refused, because the library gives them.
    /// </param>
    public sealed record Succeeded(string? Members = null) : BuildOutcome
    {
        /// <summary>What goes to the frontend with the result, a JSON object; null for none.</summary>
        /// <exception cref="ArgumentException">It is not a JSON object, or names a member that the library says itself.</exception>
        public string? Members { get; init => field = OutcomeMembers.Checked(value); } = OutcomeMembers.Checked(Members);
    }

    /// <summary>The build failed, and is not tried again: the frontend is told status 0.</summary>
    /// <param name="Reason">Why, for the operator: it stands in the event and in the log.</param>
    /// <param name="Members">A JSON object whose members go to the frontend with the result, see <see cref="Succeeded"/>; null for none.</param>
    public sealed record Failed(string Reason, string? Members = null) : BuildOutcome
    {
        /// <inheritdoc cref="Succeeded.Members"/>
        public string? Members { get; init => field = OutcomeMembers.Checked(value); } = OutcomeMembers.Checked(Members);
    }

    /// <summary>This worker does not build the task. Another worker may, or this one later. It counts as an attempt.</summary>
    /// <param name="Reason">Why, for the operator; null for none.</param>
    /// <param name="Pause">How long the task waits before it is handed out again; the default is not at all.</param>
    public sealed record GivenBack(string? Reason = null, TimeSpan Pause = default) : BuildOutcome;

    /// <summary>The build was stopped before its end because the host stops. It is handed out again at once, and it was no attempt.</summary>
    public sealed record Interrupted : BuildOutcome;
}
