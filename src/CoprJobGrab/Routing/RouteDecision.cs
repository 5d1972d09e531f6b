namespace CoprJobGrab;

/// <summary>Where a task goes: <see cref="ToGroup"/>, or <see cref="Refuse"/>.</summary>
public abstract record RouteDecision
{
    private RouteDecision() { }

    /// <summary>The task goes to this builder group.</summary>
    /// <param name="GroupId">The group's id, as configured.</param>
    /// <param name="Reason">Why this group, for a person.</param>
    public sealed record ToGroup(string GroupId, string Reason) : RouteDecision;

    /// <summary>The task goes to no group, for now.</summary>
    /// <param name="Reason">Why, for a person.</param>
    public sealed record Refuse(string Reason) : RouteDecision;

    /// <summary>The router threw.</summary>
    internal sealed record Failed(Decision.Refuse Result) : RouteDecision;
}
