using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace CoprJobGrab;

/// <summary>Posts results to <c>update/</c> (spec 1.2.2), several times within its deadline if it must.</summary>
internal sealed class HttpFrontendReporter(FrontendClient client) : IFrontendReporter
{
    public async ValueTask ReportActionAsync(ActionReport report, CancellationToken cancellationToken)
    {
        var id = report.ActionId.ToString(CultureInfo.InvariantCulture);
        var message = new UpdateMessage([new ActionUpdate(report.ActionId, report.Succeeded ? 1 : 2, report.Message)]);
        using var content = JsonContent.Create(message, UpdateJson.Default.UpdateMessage, new MediaTypeHeaderValue("application/json"));
        // With a length: the WSGI servers of 2014 do not read a chunked request.
        await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);

        var call = new FrontendCall(HttpFrontend.Reports, "update/", $"Error reporting action {id} to")
        {
            Method = HttpMethod.Post,
            Content = content,
            Attempts = HttpFrontend.ReportAttempts,
            LongestPauses = HttpFrontend.ReportPauses,
        };
        using var answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (!answer.Read(UpdateAnswer.ReadSettledActions).Contains(report.ActionId))
        {
            throw answer.WrongShape($"the answer says nothing of action {id}: \"{answer.Excerpt()}\"");
        }
    }
}
