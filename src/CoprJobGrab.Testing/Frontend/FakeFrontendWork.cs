using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoprJobGrab.Testing;

/// <summary>What the paths of both protocols answer when nothing else is scripted (wire 1.2 and 1.5).</summary>
internal sealed class FakeFrontendWork(FakeFrontend frontend)
{
    private const string Prefix = "/backend/";
    private const string Cancelled = "build-tasks/canceled/";
    private const string Build = "get-build-task/";
    private const string Source = "get-srpm-build-task/";

    private readonly Lock _lock = new();
    private readonly List<ActionReport> _reports = [];
    private readonly Dictionary<long, string> _done = [];
    private readonly Recording<BuildChroot> _rescheduled = new();
    private readonly FakeBuilds _builds = new(frontend);

    /// <inheritdoc cref="FakeFrontend.StatusOf"/>
    public int? StatusOf(string taskId) => _builds.StatusOf(taskId);

    public IReadOnlyList<BuildChroot> Rescheduled => _rescheduled.Items;

    public Recording<CancelAnswer> CancelAnswers { get; } = new();

    public IReadOnlyList<ActionReport> Reports
    {
        get
        {
            lock (_lock)
            {
                return [.. _reports];
            }
        }
    }

    public HttpAnswer Answer(FakeRequest request)
    {
        var waiting = frontend.Protocol != FrontendProtocol.Pending;
        var pending = frontend.Protocol != FrontendProtocol.Waiting;
        var endpoint = request.Path.StartsWith(Prefix, StringComparison.Ordinal) ? request.Path[Prefix.Length..] : request.Path;
        HttpAnswer? answer = (request.Method, endpoint) switch
        {
            ("GET", "waiting/") when waiting => Allowed(request) ? Waiting() : FakeAnswer.WrongPassword(),
            ("POST" or "PUT", "update/") => Allowed(request) ? Update(request) : FakeAnswer.WrongPassword(),
            ("POST" or "PUT", "starting_build/") => Allowed(request) ? _builds.Start(request) : FakeAnswer.WrongPassword(),
            ("POST", "reschedule_build_chroot/") => Allowed(request) ? Reschedule(request) : FakeAnswer.WrongPassword(),
            ("GET", "pending-jobs/") when pending => FakeAnswer.Json($"[{string.Join(",\n", _builds.Listed())}]") with { Framing = frontend.Framing },
            ("GET", "pending-actions/") when pending => PendingActions(),
            ("GET", "build-tasks/cancel-requests/") when pending => FakeAnswer.Json(JsonSerializer.Serialize(frontend.CancelRequests) + "\n"),
            ("POST", _) when pending && endpoint.StartsWith(Cancelled, StringComparison.Ordinal) =>
                Allowed(request) ? Cancel(endpoint, request) : FakeAnswer.WrongPassword(),
            ("GET", _) when pending && endpoint.StartsWith("action/", StringComparison.Ordinal) => SingleAction(endpoint),
            ("GET", _) when pending && TaskIn(endpoint, Build) is { } taskId => _builds.Record(taskId, isSource: false),
            ("GET", _) when pending && TaskIn(endpoint, Source) is { } taskId => _builds.Record(taskId, isSource: true),
            _ => null,
        };
        return answer is null
            ? FakeAnswer.Html(404, "<!doctype html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n") with { Reason = "NOT FOUND" }
            : pending && frontend.ApiVersion is { } version
                ? answer.With("Copr-FE-BE-API-Version", version.ToString(CultureInfo.InvariantCulture))
                : answer;
    }

    /// <summary>The record of an action, as the frontend keeps it (wire 1.6).</summary>
    public static string RecordOf(ActionTask action) => !action.Json.IsEmpty
        ? Encoding.UTF8.GetString(action.Json.Span)
        : new JsonObject
        {
            ["id"] = action.Id,
            ["action_type"] = (int)action.Type,
            ["object_type"] = action.ObjectType,
            ["object_id"] = action.ObjectId,
            ["old_value"] = action.OldValue,
            ["new_value"] = action.NewValue,
            ["data"] = action.Data,
            ["copr_id"] = action.CoprId,
            ["created_on"] = action.CreatedOn?.ToUnixTimeSeconds(),
            ["result"] = 0,
        }.ToJsonString();

    private bool Allowed(FakeRequest request) =>
        frontend.Password is null
            || (request.Credentials is { } credentials && credentials[(credentials.IndexOf(':', StringComparison.Ordinal) + 1)..] == frontend.Password);

    private static string? TaskIn(string endpoint, string prefix) =>
        endpoint.StartsWith(prefix, StringComparison.Ordinal) ? Uri.UnescapeDataString(endpoint[prefix.Length..].TrimEnd('/')) : null;

    private HttpAnswer Waiting() =>
        FakeAnswer.Json($$"""{"actions": [{{string.Join(", ", frontend.Actions)}}], "builds": [{{string.Join(", ", _builds.Listed())}}]}""") with
        {
            Framing = frontend.Framing,
        };

    private HttpAnswer PendingActions() => FakeAnswer.Html(200, $"[{string.Join(", ", frontend.Actions.Select(Listed))}]");

    private static string Listed(string raw) =>
        JsonNode.Parse(raw) is not JsonObject record
            ? raw
            : new JsonObject
            {
                ["id"] = record["id"]?.DeepClone(),
                ["priority"] = record["priority"]?.DeepClone() ?? 0,
                ["project_owner"] = record["project_owner"]?.DeepClone(),
            }.ToJsonString();

    private HttpAnswer SingleAction(string endpoint)
    {
        var id = endpoint["action/".Length..].TrimEnd('/');
        var raw = frontend.Actions.FirstOrDefault(raw => IdOf(raw) == id);
        if (raw is null)
        {
            lock (_lock)
            {
                raw = _done.FirstOrDefault(done => IdOf(done.Value) == id).Value;
            }
        }

        return raw is null
            ? FakeAnswer.ServerError()
            : FakeAnswer.Json(raw);
    }

    private HttpAnswer Update(FakeRequest request)
    {
        var message = JsonNode.Parse(request.Text)!.AsObject();
        var answer = new JsonObject();
        if (message["actions"] is JsonArray actions)
        {
            var (updated, missing) = Divide(actions, UpdateAction);
            answer["non_existing_actions_ids"] = missing;
            answer["updated_actions_ids"] = updated;
        }

        if (message["builds"] is JsonArray builds)
        {
            var (updated, missing) = Divide(builds, _builds.Update);
            answer["non_existing_builds_ids"] = missing;
            answer["updated_builds_ids"] = updated;
        }

        return FakeAnswer.Json(answer.ToJsonString() + "\n");
    }

    private HttpAnswer Reschedule(FakeRequest request)
    {
        var message = JsonNode.Parse(request.Text)!.AsObject();
        if (message["build_id"] is not { } buildId || message["chroot"] is not { } chroot)
        {
            return FakeAnswer.Json("""{"result": "bad request", "msg": "Request missing  `build_id` and/or `chroot`"}""");
        }

        var build = new BuildChroot(buildId.GetValue<long>(), message["task_id"]?.GetValue<string>() ?? "", chroot.GetValue<string>());
        var again = _builds.TryReschedule(build) is { } isDone ? !isDone : _rescheduled.Items.Contains(build);
        _rescheduled.Add(build);
        return FakeAnswer.Json(again ? """{"result": "noop", "msg": "build is not in running states, ignoring"}""" : """{"result": "done"}""");
    }

    private HttpAnswer Cancel(string endpoint, FakeRequest request)
    {
        var taskId = Uri.UnescapeDataString(endpoint[Cancelled.Length..].TrimEnd('/'));
        if (!taskId.Contains('-', StringComparison.Ordinal) && !taskId.All(char.IsAsciiDigit))
        {
            return FakeAnswer.ServerError();
        }

        var wasRunning = JsonNode.Parse(request.Text)?.GetValue<bool>() ?? false;
        frontend.CancelRequests.Remove(taskId);
        _builds.Cancel(taskId);
        CancelAnswers.Add(new CancelAnswer(taskId, wasRunning));
        return FakeAnswer.Json("\"success\"\n");
    }

    private static (JsonArray Updated, JsonArray Missing) Divide(JsonArray elements, Func<long, JsonNode, bool> update)
    {
        JsonArray updated = [], missing = [];
        foreach (var element in elements)
        {
            var id = element!["id"]!.GetValue<long>();
            (update(id, element) ? updated : missing).Add(id);
        }

        return (updated, missing);
    }

    private bool UpdateAction(long id, JsonNode update)
    {
        var name = id.ToString(CultureInfo.InvariantCulture);
        var result = update["result"]?.GetValue<int>() ?? 0;
        if (update["message"]?.GetValue<string>().Contains('\0', StringComparison.Ordinal) == true)
        {
            throw new InvalidOperationException("PostgreSQL takes no U+0000 in a text, so the real frontend answers 500, each time.");
        }

        lock (_lock)
        {
            var raw = frontend.Actions.FirstOrDefault(raw => IdOf(raw) == name);
            if (raw is not null && result != 0)
            {
                var record = JsonNode.Parse(raw)!.AsObject();
                record["result"] = result;
                record["message"] = update["message"]?.DeepClone();
                frontend.Actions.Remove(raw);
                _done[id] = record.ToJsonString();
                _reports.Add(new ActionReport(id, result == 1, update["message"]?.GetValue<string>()));
            }

            return raw is not null || _done.ContainsKey(id);
        }
    }

    private static string? IdOf(string raw) => JsonNode.Parse(raw) is JsonObject record ? record["id"]?.ToString() : null;
}
