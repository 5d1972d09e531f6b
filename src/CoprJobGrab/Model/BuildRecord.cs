namespace CoprJobGrab;

/// <summary>What reading one record of a builds list gives: <see cref="Sound"/> or <see cref="Broken"/>.</summary>
internal abstract record BuildRecord
{
    private BuildRecord() { }

    public sealed record Sound(BuildTask Task) : BuildRecord;

    public sealed record Broken(MalformedRecord Record) : BuildRecord;
}
