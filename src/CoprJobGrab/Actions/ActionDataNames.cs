using System.Text;
using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Actions;

/// <summary>
/// The projects that an action's <c>data</c> names, in the keys of every era (wire 1.6). If two members have the same name, the last one counts, as in Python.
/// No more than <see cref="Max"/> are told: the data is as long as whoever made the action likes.
/// </summary>
internal static class ActionDataNames
{
    /// <summary>Far more than any real action touches.</summary>
    public const int Max = 1_000;

    /// <returns>The projects; null when there are more than <see cref="Max"/>.</returns>
    public static IReadOnlyCollection<string>? Read(string data)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(data));
        var names = new Names();
        try
        {
            if (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                names.FullNames = ReadNames(ref reader, FullProjectName.Of);
            }
            else if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, names);
            }
        }
        catch (JsonException)
        {
            // The part before the fault still names projects; the handler is the one to judge the data.
        }

        HashSet<string> all = [.. names.FullNames
            .Concat(
                names.Owners.Values.SelectMany(
                    owner => names.Projects.Values.SelectMany(projects => projects).Select(project => FullProjectName.Of(owner, project))))
            .OfType<string>()];
        return all.Count <= Max ? all : null;
    }

    private static void ReadObject(ref Utf8JsonReader reader, Names names)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = JsonText.Read(ref reader);
            reader.Read();
            switch (key)
            {
                case "ownername" or "username" or "user":
                    names.Owners[key] = JsonText.ReadOrNull(ref reader) ?? "";
                    break;
                case "projectname" or "copr":
                    names.Projects[key] = [JsonText.ReadOrNull(ref reader) ?? ""];
                    break;
                case "project_dirnames":
                    names.Projects[key] = [];
                    names.Projects[key] = ReadNames(ref reader, FullProjectName.WithoutDirectory);
                    break;
            }

            // Past whatever was not read.
            reader.Skip();
        }
    }

    /// <summary>The names in a list, or the keys of an object; one more than <see cref="Max"/> at most.</summary>
    private static HashSet<string> ReadNames(ref Utf8JsonReader reader, Func<string, string?> project)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var named = reader.TokenType switch
        {
            JsonTokenType.StartObject => JsonTokenType.PropertyName,
            JsonTokenType.StartArray => JsonTokenType.String,
            _ => JsonTokenType.None,
        };
        if (named == JsonTokenType.None)
        {
            return names;
        }

        try
        {
            while (reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
            {
                if (reader.TokenType == named && names.Count <= Max && project(JsonText.Read(ref reader)) is { } name)
                {
                    names.Add(name);
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // The names that were read count, as above; the reader's owner meets the fault again.
        }

        return names;
    }

    private sealed class Names
    {
        public Dictionary<string, string> Owners { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, IReadOnlyCollection<string>> Projects { get; } = new(StringComparer.Ordinal);

        public IReadOnlyCollection<string> FullNames { get; set; } = [];
    }
}
