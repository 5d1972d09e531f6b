using System.Text.Json;
using CoprJobGrab.Model;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>The two lists of <c>waiting/</c>. The last of two members with one name counts, as in Python.</summary>
internal sealed record WaitingLists(Listing<BuildTask>.Complete Builds, Listing<ActionListing>.Complete? Actions, string? ActionsFault)
{
    public static WaitingLists Read(ref Utf8JsonReader reader, SnapshotBody body)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException($"the answer is {JsonDescription.Describe(ref reader)}, not an object with `builds` and `actions`");
        }

        Listing<BuildTask>.Complete? builds = null;
        Listing<ActionListing>.Complete? actions = null;
        string? buildsFault = "the answer has no `builds`", actionsFault = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.NameIs(ref reader, "builds"u8))
            {
                reader.Read();
                buildsFault = NotAList(ref reader, "builds");
                builds = buildsFault is null ? BuildList.Read(ref reader, body) : null;
            }
            else if (JsonText.NameIs(ref reader, "actions"u8))
            {
                reader.Read();
                actionsFault = NotAList(ref reader, "actions");
                actions = actionsFault is null ? ActionList.ReadRecords(ref reader, body) : null;
            }
            else
            {
                reader.Read();
            }

            // Past whatever was not read as a list.
            reader.Skip();
        }

        return builds is not null ? new WaitingLists(builds, actions, actionsFault) : throw new FormatException(buildsFault);
    }

    private static string? NotAList(ref Utf8JsonReader reader, string name) =>
        reader.TokenType == JsonTokenType.StartArray ? null : $"`{name}` is {JsonDescription.Describe(ref reader)}, not a list";
}
