using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab;

/// <summary>Which of the library's own parts a host has left in place; options of parts that were replaced are not asked for.</summary>
internal sealed class DefaultParts(IServiceCollection services)
{
    public bool UsesRedisOptions => services.Any(service => service.ServiceType == typeof(RedisConnection));

    public bool AsksFrontendOverHttp =>
        services.LastOrDefault(service => service.ServiceType == typeof(ITaskSource))?.ImplementationType == typeof(HttpTaskSource);
}
