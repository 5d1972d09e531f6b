using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CoprJobGrab.Queues.Retask;

/// <summary>Random names for messages, many at a time: one system call for each would cost as much as the rest of an envelope.</summary>
internal static class Urns
{
    /// <summary>Fills the span with random (version 4) uuids.</summary>
    public static void Fill(Span<Guid> urns)
    {
        var bytes = MemoryMarshal.AsBytes(urns);
        RandomNumberGenerator.Fill(bytes);
        for (var start = 0; start < bytes.Length; start += 16)
        {
            var (version, variant) = (start + (BitConverter.IsLittleEndian ? 7 : 6), start + 8);
            bytes[version] = (byte)((bytes[version] & 0x0f) | 0x40);
            bytes[variant] = (byte)((bytes[variant] & 0x3f) | 0x80);
        }
    }
}
