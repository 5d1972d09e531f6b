using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab;

/// <summary>Composes the job grabber of a host; returned by <c>AddCoprJobGrab</c>.</summary>
public interface ICoprJobGrabBuilder
{
    /// <summary>The host's services. A grabber with a name has its parts there with the name as their key.</summary>
    IServiceCollection Services { get; }

    /// <summary>The grabber's name, which is also that of its options; null for the grabber without one.</summary>
    string? Name { get; }
}
