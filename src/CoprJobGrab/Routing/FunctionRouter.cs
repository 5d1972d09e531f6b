namespace CoprJobGrab.Routing;

/// <summary>A router that is a function of the host's.</summary>
internal sealed class FunctionRouter(Func<BuildTask, RouteDecision> route) : IBuildRouter
{
    public RouteDecision Route(BuildTask task) => route(task);
}
