namespace CoprJobGrab.Testing;

/// <summary>Reads a snapshot whose builds list a test expects to be complete.</summary>
public static class SnapshotReading
{
    extension(TaskSnapshot snapshot)
    {
        /// <summary>The sound tasks; throws what the list failed with when it is no news.</summary>
        public IReadOnlyList<BuildTask> Tasks => Complete(snapshot).Items;

        /// <summary>The malformed records; throws as <c>Tasks</c> does.</summary>
        public IReadOnlyList<MalformedRecord> MalformedTasks => Complete(snapshot).Malformed;
    }

    private static Listing<BuildTask>.Complete Complete(TaskSnapshot snapshot) => snapshot.Builds switch
    {
        Listing<BuildTask>.Complete complete => complete,
        Listing<BuildTask>.NoNews { Error: { } error } => throw error,
        _ => throw new InvalidOperationException("The snapshot has no builds list and no reason for it."),
    };
}
