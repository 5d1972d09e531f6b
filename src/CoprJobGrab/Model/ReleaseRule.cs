namespace CoprJobGrab;

/// <summary>The meaning of a task that a worker has taken and that is listed no more.</summary>
public enum ReleaseRule
{
    /// <summary>
    /// Its build has ended: lists in a row without it end the claim, unless a live lease holds it.
    /// Where running tasks are listed, as by today's frontend, ten lists do, and <see cref="ClaimOptions.AbsenceMemory"/>; where they are not, two do.
    /// </summary>
    WhenUnlisted,

    /// <summary>
    /// Nothing: its claim ends by a report or after patience.
    /// For frontends that do not list running tasks, or cap their list, as those of 2015–2016 (wire 3.3).
    /// </summary>
    WhenReported,
}
