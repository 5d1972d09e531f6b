using System.Security.Cryptography;

namespace CoprJobGrab.Queues.Claims;

/// <summary>Tells elements apart as scripts do.</summary>
internal static class ElementDigest
{
#pragma warning disable CA5350 // Redis scripts have no other digest, and it tells elements apart, no more.
    public static string Of(ReadOnlyMemory<byte> element) => Convert.ToHexStringLower(SHA1.HashData(element.Span));
#pragma warning restore CA5350
}
