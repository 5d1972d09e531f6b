namespace CoprJobGrab.Model.Records;

/// <summary>
/// What reading one record of a builds list gives: a task, or what is wrong. Made for every record of every poll, so it is no object of its own.
/// </summary>
internal readonly struct BuildRecord
{
    public BuildRecord(BuildTask task) => Task = task;

    public BuildRecord(MalformedRecord broken) => Broken = broken;

    public BuildTask? Task { get; }

    public MalformedRecord? Broken { get; }
}
