namespace CoprJobGrab;

/// <summary>What the scheduler has to remember from one list to the next. Immutable.</summary>
internal sealed record ListMemory(Absences Absences, Disbelief Disbelief)
{
    public static ListMemory None { get; } = new(Absences.None, Disbelief.None);
}
