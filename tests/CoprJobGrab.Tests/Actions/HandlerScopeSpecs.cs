using CoprJobGrab.Testing;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CoprJobGrab.Tests.Actions;

/// <summary>Where a handler comes from, and what it shares with whom.</summary>
public sealed class HandlerScopeSpecs : IAsyncLifetime
{
    private readonly Journal _journal = new();
    private CoprJobGrabHarness? _harness;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _harness?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Each_attempt_has_a_scope_of_its_own_that_is_disposed_of_before_the_outcome_counts()
    {
        _journal.FailingAttempts = 1;
        var harness = Harness(builder => builder.AddActionHandler<FarmHandler>());
        harness.ListActions(SomeAction.Whole(1));
        await harness.RunCycleAsync();
        var retrying = await harness.Events.WaitForAsync<ActionRetrying>();
        _journal.Items.Should().Equal("handler 1 with context 1 and again 1", "end of handler 1", "end of context 1");
        harness.Time.Advance(retrying.After);
        await harness.Events.WaitForAsync<ActionReported>();

        _journal.Items.Skip(3).Should().Equal("handler 2 with context 2 and again 2", "end of handler 2", "end of context 2");
    }

    [Theory]
    [InlineData(ServiceLifetime.Singleton, true)]
    [InlineData(ServiceLifetime.Singleton, false)]
    [InlineData(ServiceLifetime.Scoped, true)]
    [InlineData(ServiceLifetime.Transient, true)]
    [InlineData(ServiceLifetime.Transient, false)]
    public async Task A_handler_that_the_host_has_registered_before_or_after_has_the_host_s_lifetime(ServiceLifetime lifetime, bool isBefore)
    {
        var descriptor = ServiceDescriptor.Describe(typeof(CountedHandler), typeof(CountedHandler), lifetime);
        var harness = Harness(builder =>
        {
            if (isBefore)
            {
                builder.Services.Add(descriptor);
            }

            builder.AddActionHandler<CountedHandler>(ActionType.CreateRepo).AddActionHandler<CountedHandler>(ActionType.Delete);
            if (!isBefore)
            {
                builder.Services.Add(descriptor);
            }
        });

        await RunTwoAsync(harness);

        _journal.Items.Where(line => line.StartsWith("made", StringComparison.Ordinal)).Should()
            .HaveCount(lifetime == ServiceLifetime.Singleton ? 1 : 2);
        _journal.Items.Where(line => line.StartsWith("end", StringComparison.Ordinal)).Should()
            .HaveCount(lifetime == ServiceLifetime.Singleton ? 0 : 2, "a singleton ends with the container");
    }

    [Fact]
    public async Task An_object_and_what_a_factory_takes_from_its_scope_are_used_as_they_are()
    {
        await using var own = new CountedHandler(_journal);
        var harness = Harness(builder =>
        {
            builder.Services.AddSingleton<RecordingActionHandler>();
            builder.AddActionHandler(own)
                .AddActionHandler(ActionType.Delete, services =>
                {
                    _journal.Add($"context {services.GetRequiredService<FarmContext>().Number}");
                    return services.GetRequiredService<RecordingActionHandler>();
                });
        });

        await RunTwoAsync(harness);

        _journal.Items.Should().BeEquivalentTo("made 1", "context 1", "end of context 1");
        harness.Services.GetRequiredService<RecordingActionHandler>().Begun.Items.Should().Equal(2);
    }

    [Fact]
    public async Task A_factory_that_gives_nothing_is_a_failed_attempt()
    {
        var harness = Harness(builder => builder.AddActionHandler(_ => null!));
        harness.ListActions(SomeAction.Whole(1));
        await harness.RunCycleAsync();

        (await harness.Events.WaitForAsync<ActionRetrying>()).Reason.Should().Be("The factory of the action handler returned null.");
    }

    [Fact]
    public async Task A_scope_that_cannot_be_disposed_of_is_told_and_costs_nothing()
    {
        _journal.Fault = new InvalidOperationException("the connection is gone");
        var harness = Harness(builder => builder.AddActionHandler<FarmHandler>());
        harness.ListActions(SomeAction.Whole(1));
        await harness.RunCycleAsync();
        await harness.Events.WaitForAsync<ActionReported>();

        harness.Reporter.Taken.Items.Should().Equal(new ActionReport(1, Succeeded: true, null));
        var failed = harness.Events.Of<StepFailed>().Should().ContainSingle().Subject;
        (failed.Step, failed.Id).Should().Be((GrabberStep.ActionScope, "1"));
        failed.Error.Should().BeSameAs(_journal.Fault);
    }

    [Fact]
    public async Task A_constructor_that_throws_is_a_failed_attempt_with_its_exception()
    {
        var harness = Harness(builder => builder.AddActionHandler<BrokenHandler>());
        harness.ListActions(SomeAction.Whole(1));
        await harness.RunCycleAsync();

        var retrying = await harness.Events.WaitForAsync<ActionRetrying>();
        retrying.Reason.Should().Be("the key is not there");
        retrying.Error.Should().BeOfType<FileNotFoundException>().Which.StackTrace.Should().Contain(nameof(BrokenHandler));
    }

    [Fact]
    public void What_a_handler_needs_and_nobody_has_registered_is_told_before_the_first_cycle()
    {
        var begin = () => Harness(builder =>
        {
            builder.Services.RemoveAll<FarmContext>().RemoveAll<Journal>();
            builder.AddActionHandler<FarmHandler>().AddActionHandler<CountedHandler>(ActionType.Fork);
        });

        begin.Should().Throw<InvalidOperationException>().WithMessage(
            $"The action handler FarmHandler needs services that are not registered: {typeof(FarmContext)}, {typeof(Journal)}; register them. "
                + $"The action handler CountedHandler needs services that are not registered: {typeof(Journal)}; register them.");
    }

    [Fact]
    public async Task What_the_container_gives_without_a_registration_of_the_host_s_is_not_missed()
    {
        var begin = () => Harness(builder => builder.AddActionHandler<DemandingHandler>().AddActionHandler<MadeByTheHost>(ActionType.Fork)
            .Services.AddScoped(_ => new MadeByTheHost(7)).AddKeyedScoped<FarmContext>("farm"));

        begin.Should().NotThrow();
        await using var scope = _harness!.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<DemandingHandler>().Should().NotBeNull();
    }

    [Fact]
    public void A_second_handler_of_a_type_and_a_second_one_of_every_type_are_refused()
    {
        static ValueTask<ActionOutcome> Handle(ActionAttempt attempt, CancellationToken stop) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done());
        var builder = new ServiceCollection().AddKeyedSingleton("key", _journal)
            .AddCoprJobGrab().AddActionHandler<FarmHandler>().AddActionHandler(ActionType.Fork, Handle);
        var services = builder.Services.Count;

        foreach (var second in (Func<ICoprJobGrabBuilder>[])
            [
                () => builder.AddActionHandler<FarmHandler>(), () => builder.AddActionHandler<CountedHandler>(), () => builder.AddActionHandler(Handle),
                () => builder.AddActionHandler(new CountedHandler(_journal)), () => builder.AddActionHandler(_ => new CountedHandler(_journal)),
            ])
        {
            second.Should().Throw<InvalidOperationException>()
                .WithMessage("There is a handler of every type of action already (FarmHandler), so * is a second one; leave one of them out.");
        }

        foreach (var second in (Func<ICoprJobGrabBuilder>[])
            [
                () => builder.AddActionHandler<FarmHandler>(ActionType.Fork), () => builder.AddActionHandler(ActionType.Fork, Handle),
                () => builder.AddActionHandler(ActionType.Fork, new CountedHandler(_journal)),
                () => builder.AddActionHandler(ActionType.Fork, _ => new CountedHandler(_journal)),
            ])
        {
            second.Should().Throw<InvalidOperationException>().WithMessage("There is a handler of actions of type Fork already (*");
        }

        builder.Services.Count.Should().Be(services, "what is refused leaves nothing behind");
        builder.AddActionHandler(ActionType.Delete, Handle).Should().NotBeNull();
    }

    [Fact]
    public async Task What_is_logged_during_an_attempt_says_which_action_it_is_for()
    {
        using var log = new ScopeLog();
        var harness = Harness(builder => builder.AddActionHandler<FarmHandler>().Services.AddLogging(logging => logging.AddProvider(log)));
        harness.ListActions(SomeAction.Whole(1, "jdoe/hello", type: ActionType.Fork));
        await harness.RunCycleAsync();
        await harness.Events.WaitForAsync<ActionReported>();

        log.Scopes.Should().ContainKey("handling").WhoseValue.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["ActionId"] = 1L, ["ActionType"] = ActionType.Fork, ["Project"] = "jdoe/hello", ["Attempt"] = 1,
        });
        log.Scopes.Should().ContainKey("ending").WhoseValue.Should().ContainKey("ActionId", "the scope of services ends within that of the log");
    }

    private CoprJobGrabHarness Harness(Action<ICoprJobGrabBuilder> parts) => _harness = new CoprJobGrabHarness(
        options => options.AddGroup("0", "*"),
        builder =>
        {
            builder.Services.AddSingleton(_journal).AddScoped<FarmContext>();
            parts(builder);
        });

    private static async Task RunTwoAsync(CoprJobGrabHarness harness)
    {
        harness.ListActions(SomeAction.Whole(1, "a/one", type: ActionType.CreateRepo), SomeAction.Whole(2, "b/two", type: ActionType.Delete));
        await harness.RunCycleAsync();
        await harness.Reporter.Taken.WaitForCountAsync(2);
        harness.Reporter.Taken.Items.Should().OnlyContain(report => report.Succeeded);
    }

    private sealed class Journal
    {
        private readonly Recording<string> _lines = new();
        private int _contexts, _handlers;

        public IReadOnlyList<string> Items => _lines.Items;

        public int FailingAttempts { get; set; }

        /// <summary>What the end of a context throws; null for nothing.</summary>
        public Exception? Fault { get; set; }

        public int NextContext() => Interlocked.Increment(ref _contexts);

        public int NextHandler() => Interlocked.Increment(ref _handlers);

        public void Add(string line) => _lines.Add(line);
    }

    /// <summary>As a context of a database: only its asynchronous end is fit for it.</summary>
    private sealed class FarmContext(Journal journal, ILogger<FarmContext> log) : IAsyncDisposable
    {
        public int Number { get; } = journal.NextContext();

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            log.Log(LogLevel.Information, default, "ending", null, static (text, _) => text);
            journal.Add($"end of context {Number}");
            if (journal.Fault is { } fault)
            {
                throw fault;
            }
        }
    }

    private sealed class FarmHandler(FarmContext context, Journal journal, IServiceProvider services, ILogger<FarmHandler> log) : IActionHandler, IDisposable
    {
        private readonly int _number = journal.NextHandler();

        public async ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken)
        {
            await Task.Yield();
            log.Log(LogLevel.Information, default, "handling", null, static (text, _) => text);
            journal.Add($"handler {_number} with context {context.Number} and again {services.GetRequiredService<FarmContext>().Number}");
            return attempt.Number > journal.FailingAttempts ? new ActionOutcome.Done() : throw new IOException("disk full");
        }

        public void Dispose() => journal.Add($"end of handler {_number}");
    }

    private sealed class CountedHandler : IActionHandler, IAsyncDisposable
    {
        private readonly Journal _journal;

        public CountedHandler(Journal journal)
        {
            _journal = journal;
            journal.Add($"made {journal.NextHandler()}");
        }

        public ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken) =>
            ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done());

        public ValueTask DisposeAsync()
        {
            _journal.Add("end");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class BrokenHandler : IActionHandler
    {
        public BrokenHandler() => throw new FileNotFoundException("the key is not there");

        public ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class MadeByTheHost(int number) : IActionHandler
    {
        public ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken) =>
            ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done($"{number}"));
    }

    private sealed class DemandingHandler : IActionHandler
    {
        public DemandingHandler(IDisposable nobodyHasIt) => throw new NotSupportedException($"{nobodyHasIt}");

        public DemandingHandler(
            IServiceScopeFactory scopes, IEnumerable<IDisposable> none, ILogger<FarmHandler> log, [FromKeyedServices("farm")] FarmContext context,
            IDisposable? optional = null) =>
            (scopes, none, log, context, optional).Should().NotBeNull();

        public ValueTask<ActionOutcome> HandleAsync(ActionAttempt attempt, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>Keeps the named values of the scopes in which each message was logged.</summary>
    private sealed class ScopeLog : ILoggerProvider, ISupportExternalScope, ILogger
    {
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public System.Collections.Concurrent.ConcurrentDictionary<string, IReadOnlyDictionary<string, object?>> Scopes { get; } = new();

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => _scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = new Dictionary<string, object?>();
            _scopes.ForEachScope(
                (scope, all) =>
                {
                    foreach (var value in ((IEnumerable<KeyValuePair<string, object?>>)scope!).Where(value => value.Key != "{OriginalFormat}"))
                    {
                        all[value.Key] = value.Value;
                    }
                },
                values);
            Scopes[formatter(state, exception)] = values;
        }

        public void Dispose()
        {
        }
    }
}
