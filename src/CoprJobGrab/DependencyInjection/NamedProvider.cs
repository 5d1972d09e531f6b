using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.DependencyInjection;

/// <summary>
/// What the parts of a grabber with a name are given: the services that are registered with the name, and beside them those of the host.
/// The library's own types are found by the name alone, because those without a key belong to the grabber without a name.
/// </summary>
internal sealed class NamedProvider(IServiceProvider host, string name) : IKeyedServiceProvider, IServiceProviderIsService, IServiceScopeFactory
{
    public object? GetService(Type serviceType)
    {
        if (serviceType == typeof(IServiceProvider) || serviceType == typeof(IServiceProviderIsService) || serviceType == typeof(IServiceScopeFactory))
        {
            return this;
        }

        return IsOwn(serviceType) ? host.GetKeyedService(serviceType, name) : host.GetService(serviceType);
    }

    public object? GetKeyedService(Type serviceType, object? serviceKey) => host.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => host.GetRequiredKeyedService(serviceType, serviceKey);

    public bool IsService(Type serviceType) =>
        IsOwn(serviceType) ? Known.IsKeyedService(Sought(serviceType), name) : Known.IsService(serviceType);

    public IServiceScope CreateScope() => new NamedScope(host.CreateAsyncScope(), name);

    private IServiceProviderIsKeyedService Known => host.GetRequiredService<IServiceProviderIsKeyedService>();

    private bool IsOwn(Type serviceType) =>
        Sought(serviceType) is var sought && (sought.Assembly == typeof(NamedProvider).Assembly || Known.IsKeyedService(sought, name));

    private static Type Sought(Type serviceType) =>
        serviceType.IsConstructedGenericType && serviceType.GetGenericTypeDefinition() == typeof(IEnumerable<>)
            ? serviceType.GenericTypeArguments[0]
            : serviceType;

    private sealed class NamedScope(AsyncServiceScope scope, string name) : IServiceScope, IAsyncDisposable
    {
        public IServiceProvider ServiceProvider { get; } = new NamedProvider(scope.ServiceProvider, name);

        public void Dispose() => scope.Dispose();

        public ValueTask DisposeAsync() => scope.DisposeAsync();
    }
}
