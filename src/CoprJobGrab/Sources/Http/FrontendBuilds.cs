using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>The calls about single builds (wire 1.2.2, 1.2.3, 1.5.4, 1.5.5, 1.5.7). Each is made once; whoever calls makes it again.</summary>
internal sealed class FrontendBuilds(FrontendClient client, SpokenProtocol spoken)
{
    /// <inheritdoc cref="SpokenProtocol.Known"/>
    public FrontendProtocol? Known => spoken.Known;

    /// <summary>The protocol; where nobody knows it yet, the frontend is asked which list it has.</summary>
    public async ValueTask<FrontendProtocol> ProtocolAsync(CancellationToken cancellationToken)
    {
        if (spoken.Known is { } known)
        {
            return known;
        }

        var found = FrontendProtocol.Pending;
        try
        {
            _ = await client.SendAsync(FrontendCall.Get("pending-jobs/", "jobs"), cancellationToken).ConfigureAwait(false);
        }
        catch (TaskSourceException fault) when (fault.Status == HttpStatusCode.NotFound)
        {
            _ = await client.SendAsync(FrontendCall.Get("waiting/", "jobs"), cancellationToken).ConfigureAwait(false);
            found = FrontendProtocol.Waiting;
        }

        spoken.Found(found);
        return found;
    }

    /// <summary>The whole record of a task; null where the frontend says that nobody can build it.</summary>
    /// <exception cref="TaskSourceException">
    /// There is none: with <see cref="TaskSourceException.HasJson"/> and status 404 the frontend does not know the task.
    /// </exception>
    public async Task<ReadOnlyMemory<byte>?> RecordAsync(string taskId, bool isSource, CancellationToken cancellationToken)
    {
        // Without a slash at the end, which the frontends before May 2020 do not know there.
        var endpoint = $"{(isSource ? "get-srpm-build-task" : "get-build-task")}/{Uri.EscapeDataString(taskId)}";
        var call = new FrontendCall(HttpFrontend.Reports, endpoint, $"Error retrieving task {taskId} from");
        var answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.Read(ReadRecord);
    }

    /// <summary>Says that a build starts.</summary>
    /// <returns>Whether it may.</returns>
    public async Task<bool> StartAsync(string taskId, ReadOnlyMemory<byte> build, CancellationToken cancellationToken)
    {
        var answer = await PostAsync(build, "starting_build/", $"Error asking to start task {taskId} at", cancellationToken).ConfigureAwait(false);
        return answer.Read(ReadCanStart) ?? throw answer.WrongShape($"the answer has no `can_start`: \"{answer.Excerpt()}\"");
    }

    /// <summary>Says what has become of a build. A build that the frontend does not know any more counts as told.</summary>
    public async Task UpdateAsync(long buildId, string taskId, ReadOnlyMemory<byte> update, CancellationToken cancellationToken)
    {
        var answer = await PostAsync(update, "update/", $"Error reporting task {taskId} to", cancellationToken).ConfigureAwait(false);
        if (!answer.Read(UpdateAnswer.ReadSettledBuilds).Contains(buildId))
        {
            throw answer.WrongShape($"the answer says nothing of the build of task {taskId}: \"{answer.Excerpt()}\"");
        }
    }

    private async Task<FrontendAnswer> PostAsync(ReadOnlyMemory<byte> body, string endpoint, string failure, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var call = new FrontendCall(HttpFrontend.Reports, endpoint, failure) { Method = HttpMethod.Post, Content = content };
        return await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte>? ReadRecord(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException($"the answer is {JsonDescription.Describe(ref reader)}, not a task");
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body.Slice(start, (int)reader.BytesConsumed - start).ToArray();
    }

    private static bool? ReadCanStart(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException($"the answer is {JsonDescription.Describe(ref reader)}, not an object with `can_start`");
        }

        bool? canStart = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMeant = JsonText.NameIs(ref reader, "can_start"u8);
            reader.Read();
            if (isMeant)
            {
                canStart = reader.TokenType switch { JsonTokenType.True => true, JsonTokenType.False => false, _ => null };
            }

            reader.Skip();
        }

        return canStart;
    }
}
