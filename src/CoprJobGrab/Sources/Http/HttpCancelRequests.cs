using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>
/// Asks <c>build-tasks/cancel-requests/</c> (wire 1.5.2) and posts to <c>build-tasks/canceled/ID/</c> (wire 1.5.3).
/// Asks and tells once; the next call is the retry.
/// </summary>
internal sealed class HttpCancelRequests(FrontendClient client, FrontendOptions options) : ICancelRequests
{
    private const string Taken = "success";

    private static readonly FrontendCall List = FrontendCall.Get("build-tasks/cancel-requests/", "cancel requests");

    public async ValueTask<Listing<string>> FetchAsync(CancellationToken cancellationToken)
    {
        // The frontend of 2014 to 2016 has no such list, and is not asked every few seconds for years.
        if (options.Protocol == FrontendProtocol.Waiting)
        {
            return new Listing<string>.NoNews(null);
        }

        try
        {
            var answer = await client.SendAsync(List, cancellationToken).ConfigureAwait(false);
            return answer.ReadList<string>(CancelRequestList.ReadAnswer);
        }
        catch (TaskSourceException fault)
        {
            // Frontends before May 2020 have none either; their users cancel by an action (wire 1.1).
            return new Listing<string>.NoNews(fault.Status == HttpStatusCode.NotFound ? null : fault);
        }
    }

    public async ValueTask AnswerAsync(string taskId, bool wasRunning, CancellationToken cancellationToken)
    {
        // With a length, and null where a person would say false, as the backend of today has it.
        using var content = new ByteArrayContent(wasRunning ? [.. "true"u8] : [.. "null"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var call = new FrontendCall(
            HttpFrontend.Reports, $"build-tasks/canceled/{Uri.EscapeDataString(taskId)}/", $"Error telling that task {taskId} is cancelled to")
        {
            Method = HttpMethod.Post,
            Content = content,
        };
        var answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Read(ReadText) != Taken)
        {
            throw answer.WrongShape($"the answer is not `{Taken}`: \"{answer.Excerpt()}\"");
        }
    }

    private static string? ReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var text = JsonText.ReadOrNull(ref reader);
        reader.Skip();
        return text;
    }
}
