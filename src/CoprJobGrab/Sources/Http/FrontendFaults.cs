using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CoprJobGrab.Model.Records;

namespace CoprJobGrab.Sources.Http;

/// <summary>
/// Makes the exceptions of one call. Each message says what failed and where, what was seen, and what to do. A part of the frontend's answer is shown, so the
/// password is taken out of it: an error page may show the request that it answers.
/// </summary>
internal sealed class FrontendFaults(string failure, Uri address, FrontendOptions options, TimeProvider timeProvider)
{
    private readonly FrontendSecrets _secrets = new(options.Password);

    /// <summary>There is no address to call.</summary>
    public static TaskSourceException NoAddress(string failure, Uri? configured)
    {
        var happened = configured is null ? "its address is not set" : $"\"{FrontendAddress.Show(configured)}\" is not an absolute http or https address";
        return new TaskSourceException(TaskSourceFault.Unreachable, $"{failure} the frontend: {happened}. Set Frontend:Url.");
    }

    /// <summary>The last task of a list that broke, to say how far it can be read: what spoils a list is often the record behind it.</summary>
    public string? LastTask { private get; set; }

    /// <summary>A list with nothing of the password in what is told of its malformed records.</summary>
    public Listing<T>.Complete WithoutSecrets<T>(Listing<T>.Complete list)
    {
        (list.Malformed as MalformedRecords)?.Rephrase(_secrets.Remove);
        return list;
    }

    public TaskSourceException TimedOut(TimeSpan deadline, Exception cause) => Make(
        TaskSourceFault.TimedOut,
        string.Create(CultureInfo.InvariantCulture, $"the whole answer did not come within {deadline.TotalSeconds:0.###} s"),
        "See whether the frontend is overloaded, or set Frontend:Timeout higher",
        cause);

    public TaskSourceException LateBesideBuilds() => Make(
        TaskSourceFault.TimedOut,
        "the whole answer did not come soon after the builds list, which does not wait for it",
        "See why the frontend is slow to answer, or set Frontend:Timeout higher: a third of it is given to this list");

    public TaskSourceException TooLarge() => Make(
        TaskSourceFault.TooLarge,
        string.Create(CultureInfo.InvariantCulture, $"the answer is larger than {options.MaxResponseBytes} bytes"),
        "Set Frontend:MaxResponseBytes higher if so much work is really waiting");

    /// <param name="beginning">The beginning of the answer.</param>
    /// <param name="read">How many bytes could be read.</param>
    /// <param name="received">How many bytes came.</param>
    /// <param name="cause">The error.</param>
    public TaskSourceException NotJson(ReadOnlySpan<byte> beginning, long read, long received, JsonException cause) => Make(
        TaskSourceFault.NotJson,
        beginning.IsEmpty
            ? "Error getting JSON: the answer is empty"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Error getting JSON: the answer is not JSON, or was cut (after byte {read} of {received}){Reach()}; it begins \"{Excerpt.Of(beginning)}\""),
        "See the frontend's log, and whether Frontend:Url is the frontend itself and not a proxy's page",
        cause);

    public TaskSourceException WrongShape(string reason) =>
        Make(TaskSourceFault.WrongShape, reason, "See whether Frontend:Protocol is what this frontend speaks");

    /// <summary>The connection could not be made, or broke.</summary>
    public TaskSourceException Broken(Exception cause)
    {
        var error = (cause as HttpRequestException)?.HttpRequestError ?? (cause as HttpIOException)?.HttpRequestError;
        return cause switch
        {
            HttpRequestException when error is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => Make(
                TaskSourceFault.BadStatus,
                $"the answer has no proper status line or headers ({cause.Message})",
                "See the frontend's log; its database may be out of order",
                cause),
            HttpRequestException => Make(TaskSourceFault.Unreachable, Innermost(cause), Cure(error), cause),
            NotSupportedException => Make(
                TaskSourceFault.Unreachable,
                cause.Message.TrimEnd('.'),
                "Give the frontend's client service discovery, which knows such addresses (ConfigureFrontendHttpClient), or set Frontend:Url to http or https",
                cause),
            _ when error is HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse || cause is InvalidDataException => Make(
                TaskSourceFault.NotJson,
                $"Error getting JSON: the answer was cut or damaged on its way ({cause.Message}){Reach()}",
                "See the frontend's log: a record that it cannot write ends its answer early",
                cause),
            _ => Make(
                TaskSourceFault.Unreachable,
                $"the connection broke in the middle of the answer ({Innermost(cause)}){Reach()}",
                "See whether the frontend was restarted, and its log",
                cause),
        };
    }

    /// <summary>A status other than 200.</summary>
    public TaskSourceException Status(HttpResponseMessage response, string excerpt)
    {
        var status = (int)response.StatusCode;
        var retryAfter = AskedPause(response);
        var happened = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"status {status} {response.ReasonPhrase}"));
        if (response.Headers.Location is { } location)
        {
            happened.Append(", a redirect to ").Append(FrontendAddress.Show(location)).Append(", which is not followed");
        }

        if (excerpt.Length > 0)
        {
            happened.Append(": \"").Append(excerpt).Append('"');
        }

        if (retryAfter is { } pause)
        {
            happened.Append(CultureInfo.InvariantCulture, $"; it asks to be left alone for {pause.TotalSeconds:0} s");
        }

        return Make(
            response.StatusCode is HttpStatusCode.Unauthorized ? TaskSourceFault.Unauthorized : TaskSourceFault.BadStatus,
            happened.ToString(),
            Cure(response.StatusCode),
            retryAfter: retryAfter,
            status: response.StatusCode,
            hasJson: response.Content.Headers.ContentType?.MediaType == "application/json");
    }

    /// <summary>How long the server asks to be left alone, in either form; null when it does not, zero when the time that it names is past.</summary>
    private TimeSpan? AskedPause(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var pause = header?.Delta ?? header?.Date - timeProvider.GetUtcNow();
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    private string Cure(HttpRequestError? error) => error switch
    {
        HttpRequestError.NameResolutionError => "The name of its host is not known: correct Frontend:Url, or have the system know the name",
        HttpRequestError.SecureConnectionError =>
            "TLS could not be agreed on: "
                + "see whether the port of Frontend:Url is one for https, and have the system trust the authority of the frontend's certificate",
        // A port for TLS ends what does not begin with it.
        HttpRequestError.ResponseEnded when address.Scheme == Uri.UriSchemeHttp =>
            "See whether the frontend runs and Frontend:Url is right, which may have to begin with https",
        _ => "See whether the frontend runs and Frontend:Url is right",
    };

    private static string Cure(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "Set Frontend:Password to the frontend's BACKEND_PASSWORD",
        HttpStatusCode.NotFound => "See whether Frontend:Url is the frontend's address and Frontend:Protocol is what it speaks",
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => "Set Frontend:Url to where the frontend really is",
        _ => "See the frontend's log",
    };

    private string Reach() => LastTask is { } task ? $"; the last task that could be read is {JsonDescription.Shorten(task)}" : "";

    private static string Innermost(Exception cause) => cause.GetBaseException().Message;

    private TaskSourceException Make(
        TaskSourceFault fault, string happened, string cure, Exception? cause = null, TimeSpan? retryAfter = null, HttpStatusCode? status = null,
        bool hasJson = false)
    {
        var message = $"{failure} {FrontendAddress.Show(address)}: {_secrets.Remove(happened)}. {cure}.";
        return new TaskSourceException(fault, message, _secrets.AreIn(cause) ? null : cause) {
            RetryAfter = retryAfter, Status = status, HasJson = hasJson,
        };
    }
}
