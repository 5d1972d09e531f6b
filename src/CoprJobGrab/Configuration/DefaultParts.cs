using CoprJobGrab.Actions;
using CoprJobGrab.Redis;
using CoprJobGrab.Routing;
using CoprJobGrab.Sources.Http;
using CoprJobGrab.TaskEnds.Redis;
using CoprJobGrab.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Configuration;

/// <summary>Which of the library's own parts a host has left in place; options of parts that were replaced are not asked for.</summary>
/// <param name="registered">Gives what is registered for the grabber by now.</param>
internal sealed class DefaultParts(Func<IEnumerable<ServiceDescriptor>> registered)
{
    /// <summary>True in a process that only looks and operates.</summary>
    public bool OnlyOperates { get; init; }

    public bool UsesRedisOptions => Has<RedisConnection>();

    public bool RoutesByArchitecture => Uses<IBuildRouter, ArchitectureRouter>();

    public bool ListsOverHttp => Uses<ITaskSource, HttpTaskSource>();

    public bool ReportsOverHttp => Uses<IFrontendReporter, HttpFrontendReporter>();

    public bool TellsBuildsOverHttp => Uses<IBuildReporter, CoprBuildReporter>();

    public bool UsesFrontendOptions =>
        ListsOverHttp || ((HandlesActions || HearsTaskEnds) && ReportsOverHttp);

    // Without a handler no result is ever reported.
    private bool HandlesActions => Has<ActionHandlerRegistration>();

    private bool HearsTaskEnds => Has<TaskEndListener>();

    private bool Has<TPart>() => registered().Any(service => service.ServiceType == typeof(TPart));

    private bool Uses<TSeam, TDefault>() =>
        registered().LastOrDefault(service => service.ServiceType == typeof(TSeam))?.ImplementationType == typeof(TDefault);
}
