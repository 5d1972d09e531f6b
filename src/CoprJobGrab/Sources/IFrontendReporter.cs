namespace CoprJobGrab;

/// <summary>Tells the frontend how things ended. The default posts to Copr's frontend.</summary>
/// <remarks>
/// Implementations let their failures out as <see cref="TaskSourceException"/>. The action lanes catch every exception and try again until the frontend has taken
/// the report, so an implementation may retry within its own deadline but need not. Several results are told at once, each of another action.
/// </remarks>
public interface IFrontendReporter
{
    /// <summary>Reports the result of one action. It may be reported twice, by a restarted process too, which is harmless (spec 1.2.2, 1.5.5). Returns when the frontend has taken it.</summary>
    /// <param name="report">The result.</param>
    /// <param name="cancellationToken">Ends the attempt soon, with an <see cref="OperationCanceledException"/>; whether the frontend has taken the report is unknown then.</param>
    /// <exception cref="TaskSourceException">The frontend has not taken it.</exception>
    ValueTask ReportActionAsync(ActionReport report, CancellationToken cancellationToken);
}
