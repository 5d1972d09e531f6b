using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab;

/// <summary>Composes the job grabber of a host; returned by <c>AddCoprJobGrab</c>.</summary>
public interface ICoprJobGrabBuilder
{
    /// <summary>Where everything is registered.</summary>
    IServiceCollection Services { get; }
}
