namespace CoprJobGrab.Routing;

/// <summary>
/// Routes by architecture: the group that names it, else for everything that ends in <c>86</c> the group of <c>x86_64</c> (wire 2.0),
/// else the group of <c>*</c>.
/// A task without a chroot goes to the group of <c>source</c>, else to that of <c>*</c>.
/// </summary>
internal sealed class ArchitectureRouter(BuilderGroups groups) : IBuildRouter
{
    private volatile RoutesByArchitecture _routes = new(groups.All);

    public RouteDecision Route(BuildTask task)
    {
        var routes = _routes;
        if (!ReferenceEquals(routes.Groups, groups.All))
        {
            _routes = routes = new RoutesByArchitecture(groups.All);
        }

        return routes.Of(task);
    }
}
