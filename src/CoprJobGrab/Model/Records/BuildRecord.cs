namespace CoprJobGrab.Model.Records;

/// <summary>
/// The result of reading one record of a builds list: a task, or a fault. Made for each new record, of which a first list has
/// many, so it is no object of its own.
/// </summary>
internal readonly struct BuildRecord
{
    public BuildRecord(BuildTask task) => Task = task;

    public BuildRecord(MalformedRecord broken) => Broken = broken;

    public BuildTask? Task { get; }

    public MalformedRecord? Broken { get; }
}
