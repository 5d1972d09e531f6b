using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Tests.Actions;

/// <summary>A container without anything, for a handler that needs none.</summary>
internal sealed class NoServices : IServiceProvider, IServiceScopeFactory, IServiceScope
{
    public IServiceProvider ServiceProvider => this;

    public object? GetService(Type serviceType) => null;

    public IServiceScope CreateScope() => this;

    public void Dispose()
    {
    }
}
