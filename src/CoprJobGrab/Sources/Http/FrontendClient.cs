using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using CoprJobGrab.Model;

namespace CoprJobGrab.Sources.Http;

/// <summary>
/// Makes one call to the frontend and reads its whole answer, within the deadline and the bound. Asks once: whoever calls tries again, or the next cycle does.
/// </summary>
internal sealed class FrontendClient(IHttpClientFactory clients, FrontendOptions frontend, TimeProvider timeProvider, GrabberName? name = null)
{
    private static readonly ProductInfoHeaderValue UserAgent =
        new("CoprJobGrab", typeof(FrontendClient).Assembly.GetName().Version?.ToString(3));

    // An answer that a cache on the way has kept may list builds that have ended since.
    private static readonly CacheControlHeaderValue NoCache = new() { NoCache = true };

    /// <exception cref="TaskSourceException">There is no answer with status 200 and a whole body.</exception>
    public async Task<FrontendAnswer> SendAsync(FrontendCall call, CancellationToken cancellationToken)
    {
        var address = Address(call, frontend);
        var faults = new FrontendFaults(call.Failure, address, frontend, timeProvider);
        using var late = new CancellationTokenSource(frontend.Timeout, timeProvider);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await SendAsync(call, address, frontend, faults, ended.Token).ConfigureAwait(false);
        }
        catch (TaskSourceException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        catch (Exception cause)
            when (cause is OperationCanceledException or HttpRequestException or IOException or InvalidDataException or NotSupportedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw late.IsCancellationRequested ? faults.TimedOut(frontend.Timeout, cause) : faults.Broken(cause);
        }
    }

    /// <summary>The exception for a call whose answer is not there when the builds list is and the grace after it is over.</summary>
    public TaskSourceException LateBesideBuilds(FrontendCall call) =>
        new FrontendFaults(call.Failure, Address(call, frontend), frontend, timeProvider).LateBesideBuilds();

    private static Uri Address(FrontendCall call, FrontendOptions frontend) =>
        new(FrontendAddress.Root(frontend.Url) ?? throw FrontendFaults.NoAddress(call.Failure, frontend.Url), call.Endpoint);

    private async Task<FrontendAnswer> SendAsync(
        FrontendCall call, Uri address, FrontendOptions frontend, FrontendFaults faults, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(call.Method, address) { Content = call.Content };
        request.Headers.Authorization = FrontendCredentials.Header(frontend.Password);
        request.Headers.UserAgent.Add(UserAgent);
        request.Headers.CacheControl = NoCache;

        using var response = await clients.CreateClient((name ?? GrabberName.None).Own(call.Client))
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var excerpt = await Excerpt.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
            throw faults.Status(response, excerpt);
        }

        var buffers = call.Buffers ?? new BodyBuffers();
        var body = await BodyReader.ReadAsync(response.Content, frontend.MaxResponseBytes, buffers, faults, cancellationToken).ConfigureAwait(false);
        return new FrontendAnswer(body ?? throw faults.TooLarge(), ApiVersion(response), faults) { Age = response.Headers.Age };
    }

    private static int ApiVersion(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Copr-FE-BE-API-Version", out var values)
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : 0;
}
