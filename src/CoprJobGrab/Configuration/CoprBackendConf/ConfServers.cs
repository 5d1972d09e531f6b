using System.Globalization;

namespace CoprJobGrab.Configuration.CoprBackendConf;

/// <summary>Where a file says that the frontend and Redis are, how often the frontend is asked, and how many actions run.</summary>
internal sealed class ConfServers(ConfSection backend, ConfResult result, string file)
{
    private const int LongestSleep = 40 * 24 * 60 * 60;

    public void Read(bool isOfToday)
    {
        ReadFrontend(isOfToday);
        ReadSleep(isOfToday);
        ReadRedis();
        if (backend.Whole("actions_max_workers", 1, 1_000) is { } actions)
        {
            result.Values["Actions:MaxParallel"] = Text(actions);
        }
    }

    /// <summary>The grabber of 2014 asked at <c>frontend_url</c>, everything later at <c>frontend_base_url</c> (wire 8.1).</summary>
    private void ReadFrontend(bool isOfToday)
    {
        const string url = "frontend_url";
        const string baseUrl = "frontend_base_url";
        var (first, second) = isOfToday ? (baseUrl, url) : (url, baseUrl);
        var used = backend.Has(first) ? first : second;
        if (backend.Text(used) is { Length: > 0 } address)
        {
            result.Values["Frontend:Url"] = address;
        }

        if (isOfToday && used == url && backend.Has(url))
        {
            backend.Note(url, $"is used, because {baseUrl} is missing; today's Copr does not read it");
        }
        else if (backend.Has(url) && backend.Has(baseUrl) && WithoutEnd(backend.Text(url)) != WithoutEnd(backend.Text(baseUrl)))
        {
            backend.Note(second, $"is another address than {first}, and is not used");
        }

        if (backend.Text("frontend_auth") is { } password)
        {
            result.Values["Frontend:Password"] = password;
        }
        else if (!backend.Has("frontend_auth"))
        {
            result.Notes.Add($"{file} has no frontend_auth, so no password is sent to the frontend unless it is given elsewhere.");
        }
    }

    private void ReadSleep(bool isOfToday)
    {
        const string key = "sleeptime";
        if (backend.Whole(key, 1, LongestSleep) is { } seconds)
        {
            result.Values["Loop:Interval"] = TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture);
        }
        else if (!backend.Has(key))
        {
            // 10 seconds until 2018, as the library's own.
            var byDefault = isOfToday ? 5 : 10;
            result.Values["Loop:Interval"] = TimeSpan.FromSeconds(byDefault).ToString("c", CultureInfo.InvariantCulture);
            result.Notes.Add($"{file} has no sleeptime; Copr's default applies: {byDefault} seconds.");
        }
    }

    private void ReadRedis()
    {
        const string host = "redis_host";
        if (backend.Has(host) || backend.Has("redis_port"))
        {
            var name = backend.Text(host) ?? "127.0.0.1";
            if (name.Length == 0 || name.AsSpan().ContainsAny(" ,=/\n"))
            {
                backend.Fault(host, "give the name or the address of one host");
            }

            var port = backend.Whole("redis_port", 1, 65_535) ?? 6379;
            result.Values["Redis:Configuration"] = $"{(name.Contains(':', StringComparison.Ordinal) ? $"[{name}]" : name)}:{Text(port)}";
        }

        if (backend.Whole("redis_db", 0) is { } database)
        {
            result.Values["Redis:Database"] = Text(database);
        }

        if (backend.Text("redis_password") is { Length: > 0 } password)
        {
            result.Values["Redis:Password"] = password;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? WithoutEnd(string? address)
    {
        const string end = "/backend";
        var trimmed = address?.TrimEnd('/');
        return trimmed is not null && trimmed.EndsWith(end, StringComparison.Ordinal) ? trimmed[..^end.Length] : trimmed;
    }
}
