using System.Text;

namespace CoprJobGrab.Testing;

/// <summary>What the fake frontend does when it is asked: an answer, sound or broken, or none.</summary>
public abstract record FakeAnswer
{
    /// <summary>JSON, with status 200 unless told.</summary>
    public static HttpAnswer Json(string body, int status = 200) => Bytes(Encoding.UTF8.GetBytes(body)) with { Status = status };

    /// <summary>JSON from a file that holds captured traffic, or from anywhere else.</summary>
    public static HttpAnswer Bytes(ReadOnlyMemory<byte> body) => new() { Body = body };

    /// <summary>A web page.</summary>
    public static HttpAnswer Html(int status, string body) => Json(body, status) with { ContentType = "text/html; charset=utf-8" };

    /// <summary>Status 401 and its text (wire 1.0).</summary>
    public static HttpAnswer WrongPassword() => Html(401, "You have to provide the correct password\n") with { Reason = "UNAUTHORIZED" };

    /// <summary>Status 500 with a web page, which the real frontend answers for an unknown action too.</summary>
    public static HttpAnswer ServerError() =>
        Html(500, "<!doctype html>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n") with { Reason = "INTERNAL SERVER ERROR" };

    /// <summary>These bytes instead of an answer, and the connection is closed.</summary>
    public static FakeAnswer Raw(string bytes) => new RawAnswer(Encoding.Latin1.GetBytes(bytes));

    /// <summary>The connection is reset, after these bytes if there are any.</summary>
    public static FakeAnswer Reset(string after = "") => new RawAnswer(Encoding.Latin1.GetBytes(after)) { ThenReset = true };

    /// <summary>Nothing, ever; the connection stays open.</summary>
    public static FakeAnswer Silence() => new SilentAnswer();

    /// <summary>The first answer, then the second, and so on; the last one from then on.</summary>
    public static FakeAnswer InTurn(params IReadOnlyList<FakeAnswer> answers) => new AnswersInTurn(answers);

    /// <summary>Whatever fits the request.</summary>
    public static FakeAnswer From(Func<FakeRequest, FakeAnswer> answer) => new ComputedAnswer(answer);

    /// <summary>Writes the answer; false when the connection is to be closed.</summary>
    internal abstract Task<bool> WriteAsync(FakeConnection connection, FakeRequest request, CancellationToken cancellationToken);
}

internal sealed record RawAnswer(byte[] Content) : FakeAnswer
{
    public bool ThenReset { get; init; }

    internal override async Task<bool> WriteAsync(FakeConnection connection, FakeRequest request, CancellationToken cancellationToken)
    {
        await connection.WriteAsync(Content, cancellationToken);
        if (ThenReset)
        {
            connection.Reset();
        }

        return false;
    }
}

internal sealed record SilentAnswer : FakeAnswer
{
    internal override async Task<bool> WriteAsync(FakeConnection connection, FakeRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return false;
    }
}

internal sealed record AnswersInTurn(IReadOnlyList<FakeAnswer> Answers) : FakeAnswer
{
    private int _next = -1;

    internal override Task<bool> WriteAsync(FakeConnection connection, FakeRequest request, CancellationToken cancellationToken) =>
        Answers[Math.Min(Interlocked.Increment(ref _next), Answers.Count - 1)].WriteAsync(connection, request, cancellationToken);
}

internal sealed record ComputedAnswer(Func<FakeRequest, FakeAnswer> Answer) : FakeAnswer
{
    internal override Task<bool> WriteAsync(FakeConnection connection, FakeRequest request, CancellationToken cancellationToken) =>
        Answer(request).WriteAsync(connection, request, cancellationToken);
}
