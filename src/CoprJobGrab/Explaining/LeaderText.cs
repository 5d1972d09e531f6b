namespace CoprJobGrab.Explaining;

/// <summary>Says how the rules of this process compare with those of the grabber that leads.</summary>
internal static class LeaderText
{
    public static IEnumerable<string> Of(LeaderRules? leader)
    {
        if (leader is null)
        {
            yield break;
        }

        if (!leader.IsLed)
        {
            yield return "no grabber leads now";
        }

        if (leader.Unknown is { } unknown)
        {
            yield return $"whether the grabber that leads has the same rules is not known: {unknown}";
        }

        foreach (var difference in leader.Differences)
        {
            yield return difference;
        }
    }
}
