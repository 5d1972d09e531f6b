using CoprJobGrab.Actions;
using CoprJobGrab.Redis;
using CoprJobGrab.Routing;
using CoprJobGrab.Sources.Http;
using CoprJobGrab.TaskEnds.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Configuration;

/// <summary>Which of the library's own parts a host has left in place; options of parts that were replaced are not asked for.</summary>
internal sealed class DefaultParts(IServiceCollection services)
{
    public bool UsesRedisOptions => services.Any(service => service.ServiceType == typeof(RedisConnection));

    public bool RoutesByArchitecture => Uses<IBuildRouter, ArchitectureRouter>();

    public bool ListsOverHttp => Uses<ITaskSource, HttpTaskSource>();

    public bool ReportsOverHttp => Uses<IFrontendReporter, HttpFrontendReporter>();

    public bool UsesFrontendOptions =>
        ListsOverHttp || ((HandlesActions || HearsTaskEnds) && ReportsOverHttp);

    // Without a handler no result is ever reported.
    private bool HandlesActions => services.Any(service => service.ServiceType == typeof(ActionHandlerRegistration));

    private bool HearsTaskEnds => services.Any(service => service.ServiceType == typeof(TaskEndListener));

    private bool Uses<TSeam, TDefault>() => services.LastOrDefault(service => service.ServiceType == typeof(TSeam))?.ImplementationType == typeof(TDefault);
}
