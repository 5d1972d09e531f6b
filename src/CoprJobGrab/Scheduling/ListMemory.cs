using System.Collections.Frozen;

namespace CoprJobGrab.Scheduling;

/// <summary>The scheduler's memory from one list to the next.</summary>
/// <param name="Absences">Which claims were missed.</param>
/// <param name="Book">The cached tasks; null before the first plan.</param>
internal sealed record ListMemory(Absences Absences, TaskCache? Book)
{
    public static ListMemory None { get; } = new(Absences.None, null);

    /// <summary>The claims of silent workers that are kept although two lists do not have their tasks: no limit counts them.</summary>
    public IReadOnlySet<string> Uncounted { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The same, for a plan that nothing comes of.</summary>
    public ListMemory ToLook() => this with { Book = Book is null ? null : new TaskCache(Book) };
}
