using System.Text;

namespace CoprJobGrab.Actions;

/// <summary>Messages of results as a frontend's database can hold them.</summary>
internal static class ResultText
{
    // With at most four bytes for two characters, and three for one, it fits the smallest of the usual text columns, of 65,535 bytes.
    private const int MostCharacters = 16_000;
    private const int MostOfReason = 500;
    private const char Replacement = '\uFFFD';

    /// <summary>The report with a message that a text column takes: U+0000 and half characters are replaced, and what is overlong is cut and says so.</summary>
    public static ActionReport Sound(ActionReport report) => report with { Message = report.Message is { } message ? Sound(message, MostCharacters) : null };

    /// <summary>The report with a message of ours, in ASCII, in place of one that the frontend refuses.</summary>
    public static ActionReport Plain(ActionReport report) => report with
    {
        Message = $"The action has {(report.Succeeded ? "succeeded" : "failed")}. The frontend refused its message; see the log of the backend.",
    };

    /// <summary>Why a report was refused, as it is kept.</summary>
    public static string Reason(Exception error) => Sound(error.Message, MostOfReason);

    private static string Sound(string message, int most)
    {
        // Within the bound, so that what was cut is not cut again when it comes from the store.
        var cut = message.Length <= most ? "" : $" [cut; it had {message.Length} characters]";
        var kept = message.AsSpan(0, cut.Length == 0 ? message.Length : most - cut.Length);
        // Not between the halves of one character.
        if (cut.Length > 0 && char.IsHighSurrogate(kept[^1]))
        {
            kept = kept[..^1];
        }

        var text = new StringBuilder(kept.Length);
        foreach (var rune in kept.EnumerateRunes())
        {
            // A half character comes as the replacement already.
            text.Append(rune.Value == 0 ? Replacement.ToString() : rune.ToString());
        }

        return text.Append(cut).ToString();
    }
}
