namespace CoprJobGrab;

/// <summary>The decision about a result that was given up (<see cref="GivenUpReport"/>).</summary>
public enum ReportDecision
{
    /// <summary>The frontend is told the result once more, with its own message; when it is refused again, it is given up again.</summary>
    Tell,

    /// <summary>Nobody is told. The result stays kept while the action is listed, so that the action does not run again.</summary>
    Drop,

    /// <summary>The result is forgotten, and the action runs again in its turn, if it is listed.</summary>
    Run,
}
