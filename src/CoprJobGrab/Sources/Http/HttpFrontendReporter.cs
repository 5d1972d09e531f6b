using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace CoprJobGrab.Sources.Http;

/// <summary>
/// Posts results to <c>update/</c> (wire 1.2.2) and builds to <c>reschedule_build_chroot/</c> (wire 1.2.4). Posts once; the outbox posts again.
/// </summary>
internal sealed class HttpFrontendReporter(FrontendClient client) : IFrontendReporter
{
    public async ValueTask ReportActionAsync(ActionReport report, CancellationToken cancellationToken)
    {
        var id = report.ActionId.ToString(CultureInfo.InvariantCulture);
        var message = new UpdateMessage([new ActionUpdate(report.ActionId, report.Succeeded ? 1 : 2, report.Message)]);
        using var content = JsonContent.Create(message, ReportJson.Default.UpdateMessage, Json());
        var answer = await PostAsync(content, "update/", $"Error reporting action {id} to", cancellationToken).ConfigureAwait(false);
        if (!answer.Read(UpdateAnswer.ReadSettledActions).Contains(report.ActionId))
        {
            throw answer.WrongShape($"the answer says nothing of action {id}: \"{answer.Excerpt()}\"");
        }
    }

    public async ValueTask RescheduleAsync(BuildChroot build, CancellationToken cancellationToken)
    {
        var message = new RescheduleMessage(build.BuildId, build.TaskId, build.Chroot);
        using var content = JsonContent.Create(message, ReportJson.Default.RescheduleMessage, Json());
        var answer = await PostAsync(
            content, "reschedule_build_chroot/", $"Error rescheduling task {build.TaskId} at", cancellationToken).ConfigureAwait(false);
        if (answer.Read(RescheduleAnswer.ReadResult) is not ("done" or "noop"))
        {
            throw answer.WrongShape($"the answer is neither `done` nor `noop`: \"{answer.Excerpt()}\"");
        }
    }

    private async Task<FrontendAnswer> PostAsync(JsonContent content, string endpoint, string failure, CancellationToken cancellationToken)
    {
        // With a length: the WSGI servers of 2014 do not read a chunked request.
        await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);

        var call = new FrontendCall(HttpFrontend.Reports, endpoint, failure)
        {
            Method = HttpMethod.Post,
            Content = content,
        };
        return await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
    }

    private static MediaTypeHeaderValue Json() => new("application/json");
}
