namespace CoprJobGrab;

/// <summary>A rule that differs between this process and the grabber that leads.</summary>
/// <param name="Rule">The path of the option, such as <c>Scheduling:Limits:PerOwner</c>, or what the host has put in its place.</param>
/// <param name="Here">Its value in this process; null when it is not set.</param>
/// <param name="Leader">Its value in the grabber that leads; null when it is not set.</param>
public sealed record RuleDifference(string Rule, string? Here, string? Leader)
{
    /// <summary>The difference in words.</summary>
    public override string ToString() => $"{Rule} is {Here ?? "not set"} here, and {Leader ?? "not set"} in the grabber that leads";
}
