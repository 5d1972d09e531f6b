using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoprJobGrab.Testing;

/// <summary>The status of each task's chroot, as workers have told it, and what the fake frontend answers them (wire 1.2.2 to 1.2.4, 1.5.4 to 1.5.7).</summary>
internal sealed class FakeBuilds(FakeFrontend frontend)
{
    private const int Failed = 0, Succeeded = 1, Cancelled = 2, Running = 3, Pending = 4, Starting = 6, Importing = 7;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _statuses = new(StringComparer.Ordinal);
    private ILookup<long, Task> _tasks = Enumerable.Empty<Task>().ToLookup(task => task.BuildId);
    private int _version = -1;

    private sealed record Task(string TaskId, long BuildId, string? Chroot, string Raw);

    public int? StatusOf(string taskId)
    {
        lock (_lock)
        {
            return _statuses.TryGetValue(taskId, out var status) ? status : null;
        }
    }

    /// <summary>The records that the list of this era has: that of 2014 leaves out what runs, and both leave out what has ended.</summary>
    public IEnumerable<string> Listed()
    {
        lock (_lock)
        {
            if (_statuses.Count == 0)
            {
                return frontend.Builds;
            }

            int[] listed = frontend.Protocol == FrontendProtocol.Waiting ? [Pending] : [Pending, Starting, Running];
            return [.. frontend.Builds.Where(raw => Read(raw) is not { } task || listed.Contains(_statuses.GetValueOrDefault(task.TaskId, Pending)))];
        }
    }

    public bool Knows(long buildId)
    {
        lock (_lock)
        {
            return Tasks()[buildId].Any();
        }
    }

    public HttpAnswer Start(FakeRequest request)
    {
        var message = JsonNode.Parse(request.Text)!.AsObject();
        lock (_lock)
        {
            var task = message["build_id"] is { } id && long.TryParse($"{id}", CultureInfo.InvariantCulture, out var buildId)
                ? Find(buildId, message)
                : null;
            var canStart = task is not null && Status(task) != Cancelled && !frontend.CancelRequests.Contains(task.TaskId);
            if (canStart)
            {
                Set(task!, Starting);
            }

            return FakeAnswer.Json($$"""{"can_start":{{(canStart ? "true" : "false")}}}""" + "\n");
        }
    }

    /// <returns>Whether the build exists.</returns>
    public bool Update(long buildId, JsonNode update)
    {
        lock (_lock)
        {
            if (update["status"] is { } status && Find(buildId, update.AsObject()) is { } task)
            {
                Set(task, status.GetValue<int>());
            }

            return Knows(buildId);
        }
    }

    /// <summary>Null when nobody has told anything of the task.</summary>
    public bool? TryReschedule(BuildChroot build)
    {
        lock (_lock)
        {
            if (Tasks()[build.BuildId].FirstOrDefault(task => task.Chroot == build.Chroot || task.TaskId == build.TaskId) is not { } task
                || !_statuses.ContainsKey(task.TaskId))
            {
                return null;
            }

            var isDone = Status(task) is Starting or Running;
            _statuses[task.TaskId] = isDone ? Pending : Status(task);
            return isDone;
        }
    }

    public void Cancel(string taskId)
    {
        lock (_lock)
        {
            _statuses[taskId] = Cancelled;
        }
    }

    /// <summary>The whole record: the one from the list, and what a worker needs beside it (wire 1.5.7).</summary>
    public HttpAnswer Record(string taskId, bool isSource)
    {
        lock (_lock)
        {
            var task = long.TryParse(taskId.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var buildId)
                ? Tasks()[buildId].FirstOrDefault(task => task.TaskId == taskId)
                : null;
            if (task is null)
            {
                return FakeAnswer.Json("""{"msg":"Specified task ID not found"}""" + "\n", 404) with { Reason = "NOT FOUND" };
            }

            var record = JsonNode.Parse(task.Raw)!.AsObject();
            record.TryAdd("project_name", "hello");
            record.TryAdd("package_name", isSource ? null : "hello");
            record.TryAdd(isSource ? "source_type" : "git_repo", isSource ? 8 : "http://127.0.0.1/git/hello");
            return FakeAnswer.Json(record.ToJsonString() + "\n");
        }
    }

    private int Status(Task task) => _statuses.GetValueOrDefault(task.TaskId, Pending);

    private void Set(Task task, int status)
    {
        if (!task.TaskId.Contains('-', StringComparison.Ordinal))
        {
            _statuses[task.TaskId] = status == Succeeded ? Importing : status;
        }
        else if (Status(task) is not (Failed or Succeeded or Cancelled))
        {
            _statuses[task.TaskId] = status;
        }
    }

    private Task? Find(long buildId, JsonObject message)
    {
        var isSource = message["task_id"]?.ToString() == buildId.ToString(CultureInfo.InvariantCulture);
        return Tasks()[buildId].FirstOrDefault(task => isSource ? task.TaskId == message["task_id"]!.ToString() : task.Chroot == message["chroot"]?.ToString());
    }

    private ILookup<long, Task> Tasks()
    {
        if (frontend.Builds.Version is var version && version != _version)
        {
            _tasks = frontend.Builds.Select(Read).OfType<Task>().ToLookup(task => task.BuildId);
            _version = version;
        }

        return _tasks;
    }

    private static Task? Read(string raw)
    {
        try
        {
            return JsonNode.Parse(raw) is JsonObject record && record["task_id"]?.ToString() is { } taskId
                && long.TryParse($"{record["build_id"] ?? taskId.Split('-')[0]}", NumberStyles.None, CultureInfo.InvariantCulture, out var buildId)
                    ? new Task(taskId, buildId, record["chroot"]?.ToString(), raw)
                    : null;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            return null; // A record need not be sound.
        }
    }
}
