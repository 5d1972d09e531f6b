namespace CoprJobGrab.Tests.Actions;

/// <summary>Has nothing; for handlers that need nothing.</summary>
internal sealed class NoServices : IServiceProvider
{
    public object? GetService(Type serviceType) => null;
}
