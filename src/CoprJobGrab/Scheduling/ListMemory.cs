namespace CoprJobGrab;

/// <summary>What the scheduler has to remember from one list to the next.</summary>
/// <param name="Absences">Which claims were missed.</param>
/// <param name="Disbelief">Whether that is believed.</param>
/// <param name="Book">What is known of the tasks; null before the first plan.</param>
internal sealed record ListMemory(Absences Absences, Disbelief Disbelief, TaskBook? Book)
{
    public static ListMemory None { get; } = new(Absences.None, Disbelief.None, null);
}
