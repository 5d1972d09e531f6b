namespace CoprJobGrab;

/// <summary>
/// How often the frontend is told what it does not take: the result of an action, the answer to a cancel request, a build that it is to list again.
/// </summary>
public sealed class ReportOptions
{
    /// <summary>
    /// The pause after the first failed attempt of a report; it doubles with each further one.
    /// Each pause is shorter by a random share, up to a fifth, and longer where the frontend asks for it, up to <see cref="LongestPause"/>.
    /// </summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between two attempts of a report.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(5);
}
