namespace CoprJobGrab.Model.Records;

/// <summary>One record's place in the body that it came with.</summary>
internal readonly struct RecordBytes(SnapshotBody body, int offset, int length)
{
    public ReadOnlyMemory<byte> Memory => body.Slice(offset, length);
}
