using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace CoprJobGrab.ConsoleHost.Demo;

/// <summary>A frontend in this process, on loopback, over real HTTP: today's protocol, as far as a grabber and a builder use it.</summary>
internal sealed class DemoFrontend : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, string> _builds;
    private readonly IReadOnlyList<string> _order;
    private readonly ConcurrentDictionary<long, string> _actions;
    private readonly Task _serving;

    public DemoFrontend(int builds)
    {
        var listed = DemoWork.Builds(builds).ToList();
        _order = [.. listed.Select(build => build.TaskId)];
        _builds = new(listed.Select(build => KeyValuePair.Create(build.TaskId, build.Json)));
        _actions = new(DemoWork.Actions().Select(action => KeyValuePair.Create(action.Id, action.Json)));
        Url = Listen();
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    public int BuildsLeft => _builds.Count;

    public int ActionsLeft => _actions.Count;

    public void Finish(string taskId) => _builds.TryRemove(taskId, out _);

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private Uri Listen()
    {
        // The listener cannot choose a free port itself; somebody may take the one that was found, so it is tried again.
        for (var attempt = 1; ; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
            probe.Stop();
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(url);
            try
            {
                _listener.Start();
                return new Uri(url);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
            }
        }
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                if (!_listener.IsListening)
                {
                    return;
                }
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext call)
    {
        var path = call.Request.Url!.AbsolutePath;
        var body = (call.Request.HttpMethod, path) switch
        {
            ("GET", "/backend/pending-jobs/") => Array(_order.Select(taskId => _builds.GetValueOrDefault(taskId)).OfType<string>()),
            ("GET", "/backend/pending-actions/") => Array(_actions.Keys.Order().Select(id => $$"""{"id": {{id}}, "priority": 0}""")),
            ("GET", "/backend/build-tasks/cancel-requests/") => "[]",
            ("GET", _) when path.StartsWith("/backend/action/", StringComparison.Ordinal)
                && long.TryParse(path["/backend/action/".Length..].TrimEnd('/'), out var id) => _actions.GetValueOrDefault(id),
            ("POST", "/backend/update/") => await UpdateAsync(call.Request.InputStream),
            _ => null,
        };
        call.Response.StatusCode = body is null ? 404 : 200;
        call.Response.Headers["Copr-FE-BE-API-Version"] = "9";
        call.Response.ContentType = "application/json";
        var bytes = Encoding.UTF8.GetBytes(body ?? "");
        await call.Response.OutputStream.WriteAsync(bytes);
        call.Response.Close();
    }

    private async Task<string> UpdateAsync(Stream body)
    {
        using var update = await JsonDocument.ParseAsync(body);
        var taken = new List<long>();
        foreach (var action in update.RootElement.GetProperty("actions").EnumerateArray())
        {
            var id = action.GetProperty("id").GetInt64();
            if (_actions.TryRemove(id, out _))
            {
                taken.Add(id);
            }
        }

        return $$"""{"updated_actions_ids": [{{string.Join(", ", taken)}}], "non_existing_actions_ids": []}""";
    }

    private static string Array(IEnumerable<string> items) => $"[{string.Join(",\n", items)}]\n";
}
