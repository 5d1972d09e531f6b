namespace CoprJobGrab;

/// <summary>Tells the frontend how things ended. The default posts to Copr's frontend.</summary>
/// <remarks>
/// Implementations let their failures out as <see cref="TaskSourceException"/>.
/// The callers catch every exception and try again until the frontend has taken what it is told, after pauses that <see cref="TaskSourceException.RetryAfter"/>
/// makes longer, so an implementation tells once and does not try again itself. Several results are told at once, each of another action, and several builds.
/// </remarks>
public interface IFrontendReporter
{
    /// <summary>
    /// Reports the result of one action. It may be reported twice, by a restarted process too, which is harmless (wire 1.2.2, 1.5.5).
    /// Returns when the frontend has taken it.
    /// </summary>
    /// <param name="report">The result.</param>
    /// <param name="cancellationToken">
    /// Ends the attempt soon, with an <see cref="OperationCanceledException"/>; whether the frontend has taken the report is unknown then.
    /// </param>
    /// <exception cref="TaskSourceException">
    /// The frontend has not taken it.
    /// Where it answered, <see cref="TaskSourceException.Status"/> says how: a report that is refused again and again,
    /// while the frontend takes others or its lists come, is told with a plain message, and given up when that is refused too.
    /// Statuses 401, 403, 408, 429 and 502 to 504 are no refusals, and neither is <see cref="TaskSourceFault.Unreachable"/>,
    /// <see cref="TaskSourceFault.TimedOut"/> or <see cref="TaskSourceFault.Unauthorized"/>.
    /// </exception>
    ValueTask ReportActionAsync(ActionReport report, CancellationToken cancellationToken);

    /// <summary>
    /// Asks for a build to be listed again, because its worker gave it up (wire 1.2.4, 1.5.6).
    /// Asking twice is harmless, and so is a build that the frontend does not know or that does not run. Returns when the frontend has taken it.
    /// </summary>
    /// <param name="build">The build and its chroot.</param>
    /// <param name="cancellationToken">
    /// Ends the attempt soon, with an <see cref="OperationCanceledException"/>; whether the frontend has taken it is unknown then.
    /// </param>
    /// <exception cref="TaskSourceException">The frontend has not taken it.</exception>
    ValueTask RescheduleAsync(BuildChroot build, CancellationToken cancellationToken);
}
