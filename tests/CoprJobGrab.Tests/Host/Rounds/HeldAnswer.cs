using CoprJobGrab.Testing;

namespace CoprJobGrab.Tests.Host.Rounds;

/// <summary>An answer that is kept back until the test lets it go.</summary>
internal sealed record HeldAnswer(Task Until, FakeAnswer Then) : FakeAnswer
{
    internal override async Task<bool> WriteAsync(FakeConnection connection, FakeRequest request, CancellationToken cancellationToken)
    {
        await Until.WaitAsync(cancellationToken);
        return await Then.WriteAsync(connection, request, cancellationToken);
    }
}
