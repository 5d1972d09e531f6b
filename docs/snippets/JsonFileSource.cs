using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace CoprJobGrab.Snippets;

#region source
public sealed record JobFile(string Path);

public sealed class JsonFileSource(JobFile file) : ITaskSource
{
    public async ValueTask<TaskSnapshot> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file.Path);
            using var json = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            return new TaskSnapshot(ReadRecords(json.RootElement));
        }
        catch (JsonException fault)
        {
            throw new TaskSourceException(TaskSourceFault.NotJson, $"{file.Path} is not JSON: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new TaskSourceException(TaskSourceFault.Unreachable, $"{file.Path} cannot be read: {fault.Message}", fault);
        }
    }

    public ValueTask<ActionTask> FetchActionAsync(ActionListing action, CancellationToken cancellationToken) =>
        throw new TaskSourceException(TaskSourceFault.WrongShape, $"{file.Path} lists no actions, so there is no action {action.Id}");

    private Listing<BuildTask> ReadRecords(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new TaskSourceException(TaskSourceFault.WrongShape, $"{file.Path} holds JSON of kind {list.ValueKind}, not a list");
        }

        var tasks = new List<BuildTask>();
        var malformed = new List<MalformedRecord>();
        foreach (var (index, record) in list.EnumerateArray().Index())
        {
            try
            {
                tasks.Add(BuildTask.Parse(Encoding.UTF8.GetBytes(record.GetRawText()), index));
            }
            catch (FormatException fault)
            {
                malformed.Add(new MalformedRecord(index, IdOf(record), fault.Message));
            }
        }

        return new Listing<BuildTask>.Complete(tasks, malformed);
    }

    private static string? IdOf(JsonElement record) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty("task_id", out var id) ? id.ToString() : null;
}
#endregion

internal static class Farm
{
    public static void AddSource(IServiceCollection services)
    {
        #region use-source
        services.AddSingleton(new JobFile("/var/lib/farm/jobs.json"));
        services.AddCoprJobGrab(options => options.AddGroup("0", "*", "source")).UseTaskSource<JsonFileSource>();
        #endregion
    }

    public static void AddRouter(IServiceCollection services)
    {
        #region use-router
        services.AddCoprJobGrab(options => options.AddGroup("0", "*", "source").AddGroup("staff", "routed-by-owner"))
            .UseRouter<ByOwner>();
        #endregion
    }
}
