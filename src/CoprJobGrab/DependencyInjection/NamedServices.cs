using System.Collections.ObjectModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CoprJobGrab.DependencyInjection;

/// <summary>
/// The services of a grabber with a name, as if they were the only ones: what is registered here is registered in the host's collection with the name as its
/// key. So all that the library registers is written once, for grabbers with and without a name.
/// </summary>
internal sealed class NamedServices : Collection<ServiceDescriptor>, IServiceCollection
{
    private readonly IServiceCollection _host;
    private readonly List<ServiceDescriptor> _keyed;
    private readonly string _name;

    public NamedServices(IServiceCollection host, string name)
    {
        (_host, _name, _keyed) = (host, name, [.. host.Where(service => PartOf(service)?.Name == name || name.Equals(service.ServiceKey))]);
        foreach (var service in _keyed)
        {
            Items.Add(Plain(service));
        }
    }

    protected override void InsertItem(int index, ServiceDescriptor item)
    {
        var keyed = Keyed(item);
        _host.Add(keyed);
        _keyed.Insert(index, keyed);
        base.InsertItem(index, item);
    }

    protected override void RemoveItem(int index)
    {
        _host.Remove(_keyed[index]);
        _keyed.RemoveAt(index);
        base.RemoveItem(index);
    }

    private ServiceDescriptor Keyed(ServiceDescriptor part)
    {
        if (part.IsKeyedService)
        {
            return part;
        }

        if (part.ImplementationInstance is { } instance)
        {
            return new ServiceDescriptor(part.ServiceType, _name, instance);
        }

        var named = new NamedPart(_name, part);
        // The host starts what is registered without a key.
        return part.ServiceType == typeof(IHostedService)
            ? new ServiceDescriptor(part.ServiceType, named.Make, part.Lifetime)
            : new ServiceDescriptor(part.ServiceType, _name, named.MakeKeyed, part.Lifetime);
    }

    private ServiceDescriptor Plain(ServiceDescriptor service) => PartOf(service) is { } part ? part.Plain
        : service.KeyedImplementationInstance is { } instance ? new ServiceDescriptor(service.ServiceType, instance)
        : service.KeyedImplementationType is { } type ? new ServiceDescriptor(service.ServiceType, type, service.Lifetime)
        : new ServiceDescriptor(service.ServiceType, services => service.KeyedImplementationFactory!(services, _name), service.Lifetime);

    private static NamedPart? PartOf(ServiceDescriptor service) =>
        (service.IsKeyedService ? service.KeyedImplementationFactory?.Target : service.ImplementationFactory?.Target) as NamedPart;

    /// <summary>A part that is made with the services of its name.</summary>
    private sealed record NamedPart(string Name, ServiceDescriptor Plain)
    {
        public object Make(IServiceProvider host)
        {
            var services = new NamedProvider(host, Name);
            return Plain.ImplementationFactory?.Invoke(services) ?? ActivatorUtilities.CreateInstance(services, Plain.ImplementationType!);
        }

        public object MakeKeyed(IServiceProvider host, object? key) => Make(host);
    }
}
