namespace CoprJobGrab.Sources.Http;

/// <summary>One request to the frontend.</summary>
/// <param name="Client">The named HTTP client that sends it.</param>
/// <param name="Endpoint">The path below <c>/backend/</c>, with its trailing slash.</param>
/// <param name="Failure">How a message about its failure begins, such as <c>Error retrieving jobs from</c>; the address follows.</param>
internal sealed record FrontendCall(string Client, string Endpoint, string Failure)
{
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    public HttpContent? Content { get; init; }

    public static FrontendCall Get(string endpoint, string what) => new(HttpFrontend.Polls, endpoint, $"Error retrieving {what} from");
}
