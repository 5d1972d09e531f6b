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
    private delegate Task<T> AnswerReader<T>(HttpResponseMessage response, AnswerWindow window, FrontendFaults faults, CancellationToken cancellationToken);

    private static readonly ProductInfoHeaderValue UserAgent =
        new("CoprJobGrab", typeof(FrontendClient).Assembly.GetName().Version?.ToString(3));

    // An answer that a cache on the way has kept may list builds that have ended since.
    private static readonly CacheControlHeaderValue NoCache = new() { NoCache = true };

    /// <summary>Makes a call whose answer is small.</summary>
    /// <exception cref="TaskSourceException">There is no answer with status 200 and a whole body.</exception>
    public Task<FrontendAnswer> SendAsync(FrontendCall call, CancellationToken cancellationToken) => SendAsync(call, ReadWholeAsync, cancellationToken);

    /// <summary>Makes a call that is answered by a builds list, and reads the list while it comes.</summary>
    /// <param name="call">The call.</param>
    /// <param name="known">The tasks of the list before.</param>
    /// <param name="isBare">True when the list is the whole answer (wire 1.5.1), and not a member of it (wire 1.2.1).</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TaskSourceException">There is no answer with status 200 and a whole builds list.</exception>
    public Task<BuildAnswer> ReadBuildsAsync(FrontendCall call, IReadOnlyList<BuildTask> known, bool isBare, CancellationToken cancellationToken) => SendAsync(
        call,
        async (response, window, faults, token) => await new BuildAnswerReader(known, isBare, faults).ReadAsync(window, token).ConfigureAwait(false) with
        {
            ApiVersion = ApiVersion(response), Age = response.Headers.Age,
        },
        cancellationToken);

    /// <summary>The exception for a call whose answer is not there when the builds list is and the grace after it is over.</summary>
    public TaskSourceException LateBesideBuilds(FrontendCall call) =>
        new FrontendFaults(call.Failure, Address(call, frontend), frontend, timeProvider).LateBesideBuilds();

    private static Uri Address(FrontendCall call, FrontendOptions frontend) =>
        new(FrontendAddress.Root(frontend.Url) ?? throw FrontendFaults.NoAddress(call.Failure, frontend.Url), call.Endpoint);

    private async Task<T> SendAsync<T>(FrontendCall call, AnswerReader<T> read, CancellationToken cancellationToken)
    {
        var address = Address(call, frontend);
        var faults = new FrontendFaults(call.Failure, address, frontend, timeProvider);
        using var late = new CancellationTokenSource(frontend.Timeout, timeProvider);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await SendAsync(call, address, faults, read, ended.Token).ConfigureAwait(false);
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

    private async Task<T> SendAsync<T>(FrontendCall call, Uri address, FrontendFaults faults, AnswerReader<T> read, CancellationToken cancellationToken)
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

        if (response.Content.Headers.ContentLength > frontend.MaxResponseBytes)
        {
            throw faults.TooLarge();
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var window = new AnswerWindow(stream, frontend.MaxResponseBytes);
            return await read(response, window, faults, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<FrontendAnswer> ReadWholeAsync(
        HttpResponseMessage response, AnswerWindow window, FrontendFaults faults, CancellationToken cancellationToken)
    {
        while (!window.IsLast && !window.IsTooLarge)
        {
            await window.FillAsync(cancellationToken).ConfigureAwait(false);
        }

        return window.IsTooLarge ? throw faults.TooLarge() : new FrontendAnswer(window.Bytes.ToArray(), faults);
    }

    private static int ApiVersion(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Copr-FE-BE-API-Version", out var values)
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : 0;
}
