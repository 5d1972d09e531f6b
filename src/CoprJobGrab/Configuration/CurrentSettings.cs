using CoprJobGrab.Events;
using CoprJobGrab.Model;
using CoprJobGrab.Routing;
using CoprJobGrab.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CoprJobGrab.Configuration;

/// <summary>
/// Follows changes of the configuration while the grabber runs.
/// They are noticed at once, and read by the next cycle, so that a cycle has one configuration from its beginning to its end.
/// An invalid one is refused, and the last good one stays.
/// </summary>
internal sealed class CurrentSettings : IDisposable
{
    private readonly IOptionsFactory<CoprJobGrabOptions> _factory;
    private readonly BuilderGroups _groups;
    private readonly HostScheduling _host;
    private readonly CoprJobGrabOptions _atStart;
    private readonly EventHub _events;
    private readonly GrabberName _name;
    private readonly List<IDisposable> _registrations;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private CoprJobGrabOptions _options;
    private int _hasChanged;

    /// <summary>Follows the options of a name. The builder groups follow too; the rules that are the host's own do not change.</summary>
    public CurrentSettings(
        IOptions<CoprJobGrabOptions> options,
        IOptionsFactory<CoprJobGrabOptions> factory,
        IEnumerable<IOptionsChangeTokenSource<CoprJobGrabOptions>> sources,
        BuilderGroups groups,
        HostScheduling host,
        EventHub events,
        GrabberName? name = null)
    {
        (_factory, _groups, _host, _events, _name) = (factory, groups, host, events, name ?? GrabberName.None);
        _atStart = _options = options.Value;
        Current = Read(_options);
        var own = sources.Where(source => source.Name == _name.Options);
        _registrations = [.. own.Select(source => ChangeToken.OnChange(source.GetChangeToken, () => Volatile.Write(ref _hasChanged, 1)))];
    }

    /// <summary>The options of a name, as they are at the start: without one, the container has them itself.</summary>
    public static IOptions<CoprJobGrabOptions> AtStart(IServiceProvider services, string name) =>
        Options.Create(services.GetRequiredService<IOptionsFactory<CoprJobGrabOptions>>().Create(name));

    /// <summary>Those of the last <see cref="Take"/>.</summary>
    public Settings Current { get; private set; }

    /// <summary>Those for a new cycle. Called by whoever has the turn.</summary>
    public Settings Take()
    {
        TellNotes(_options);
        if (Interlocked.Exchange(ref _hasChanged, 0) == 1 && Read() is { } options)
        {
            Follow(options);
        }

        return Current;
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private Settings Read(CoprJobGrabOptions options) =>
        new(_groups.All, SchedulingRules.From(options.Scheduling, _groups.All, _host), OptionTexts.OfRules(options, _atStart, _host));

    private CoprJobGrabOptions? Read()
    {
        try
        {
            return _factory.Create(_name.Options);
        }
        catch (OptionsValidationException invalid)
        {
            _events.Emit(new ConfigurationRefused([.. invalid.Failures]));
            return null;
        }
#pragma warning disable CA1031 // Whatever a host's own configuration throws costs this change only.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _events.Emit(new ConfigurationRefused([$"The configuration could not be read: {fault.GetType().Name}: {fault.Message}"]) { Error = fault });
            return null;
        }
    }

    private void Follow(CoprJobGrabOptions options)
    {
        var waiting = OptionTexts.Changed(WhatWaits(_options), WhatWaits(options));
        var (old, now) = (WhatFollows(_options), WhatFollows(options));
        var changed = OptionTexts.Changed(old, now);
        if (changed.Any(path => path.StartsWith($"{nameof(options.Groups)}:", StringComparison.Ordinal)))
        {
            _groups.Follow([.. BuilderGroups.Read(options.Groups)]);
        }

        if (changed.Count > 0)
        {
            Current = Read(options);
        }

        _options = options;
        TellNotes(options);
        if (changed.Count > 0 || waiting.Count > 0)
        {
            // An option that has been changed back to its value at the start waits for nothing.
            _events.Emit(new ConfigurationChanged([.. OptionTexts.Changes(old, now)], OptionTexts.Changed(WhatWaits(_atStart), WhatWaits(options))));
        }
    }

    private static Dictionary<string, string?> WhatFollows(CoprJobGrabOptions options) => OptionRows.All.Texts(options, row => row.IsLive);

    private static Dictionary<string, string?> WhatWaits(CoprJobGrabOptions options) => OptionRows.All.Texts(options, row => !row.IsLive);

    private void TellNotes(CoprJobGrabOptions options)
    {
        foreach (var note in options.ConfigurationNotes.Where(_told.Add))
        {
            _events.Emit(new SetupNoted(note, IsAboutConfiguration: true));
        }
    }
}
