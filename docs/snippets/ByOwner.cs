namespace CoprJobGrab.Snippets;

#region router
public sealed class ByOwner : IBuildRouter
{
    private static readonly RouteDecision Staff = new RouteDecision.ToGroup("staff", "the owner is @staff");
    private static readonly RouteDecision Everybody = new RouteDecision.ToGroup("0", "everybody else");

    public RouteDecision Route(BuildTask task) => task.Details.ProjectOwner == "@staff" ? Staff : Everybody;
}
#endregion
