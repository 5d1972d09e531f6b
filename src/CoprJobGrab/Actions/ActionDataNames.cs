using System.Text;
using System.Text.Json;

namespace CoprJobGrab;

/// <summary>The projects that an action's <c>data</c> names, in the keys of every era (spec 1.6).</summary>
internal static class ActionDataNames
{
    public static IEnumerable<string> Read(string data)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(data));
        var owners = new List<string>();
        var projects = new List<string>();
        var fullNames = new List<string>();
        try
        {
            if (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                ReadStrings(ref reader, fullNames);
            }
            else if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, owners, projects);
            }
        }
        catch (JsonException)
        {
            // What stands before the fault still names projects; the handler is the one to judge the data.
        }

        return fullNames.Select(FullProjectName.Of)
            .Concat(owners.SelectMany(owner => projects.Select(project => FullProjectName.Of(owner, project))))
            .OfType<string>()
            .ToList();
    }

    private static void ReadObject(ref Utf8JsonReader reader, List<string> owners, List<string> projects)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = JsonText.Read(ref reader);
            reader.Read();
            switch (key)
            {
                case "ownername" or "username" or "user":
                    ReadString(ref reader, owners);
                    break;
                case "projectname" or "copr":
                    ReadString(ref reader, projects);
                    break;
                case "project_dirnames":
                    ReadDirectories(ref reader, projects);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    /// <summary>A list of directories, or an object with the directories as keys.</summary>
    private static void ReadDirectories(ref Utf8JsonReader reader, List<string> projects)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                projects.Add(JsonText.Read(ref reader));
                reader.Skip();
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadStrings(ref reader, projects);
        }
    }

    private static void ReadStrings(ref Utf8JsonReader reader, List<string> into)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            ReadString(ref reader, into);
        }
    }

    private static void ReadString(ref Utf8JsonReader reader, List<string> into)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            into.Add(JsonText.Read(ref reader));
        }
        else
        {
            reader.Skip();
        }
    }
}
