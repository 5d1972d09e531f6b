using System.Text.Json;

namespace CoprJobGrab.ConsoleHost.Output;

/// <summary>Shows how the rules of this process compare with those of the grabber that leads.</summary>
internal static class LeaderOutput
{
    /// <summary>What a person has to know beside a plan; nothing when the rules are the same.</summary>
    public static IEnumerable<string> Notes(LeaderRules? leader)
    {
        if (leader?.Unknown is { } unknown)
        {
            yield return $"Whether the grabber that leads would plan the same is not known: {OwnNames.Line(unknown)}";
        }

        foreach (var difference in leader?.Differences ?? [])
        {
            yield return $"The grabber that leads would plan by another rule: {OwnNames.Line(difference)}";
        }
    }

    /// <summary>Writes the member <c>leader</c>.</summary>
    public static void Write(Utf8JsonWriter json, LeaderRules? leader)
    {
        if (leader is null)
        {
            json.WriteNull("leader"u8);
            return;
        }

        json.WriteStartObject("leader"u8);
        json.WriteBoolean("leads"u8, leader.IsLed);
        json.WriteString("unknown"u8, leader.Unknown is null ? null : JsonTexts.Sound(OwnNames.In(leader.Unknown)));
        json.WriteStartArray("differences"u8);
        foreach (var (rule, here) in leader.Here)
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, JsonTexts.Sound(OwnNames.In(rule)));
            json.WriteString("here"u8, JsonTexts.Sound(here));
            json.WriteString("leader"u8, JsonTexts.Sound(leader.There[rule]));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
