using CoprJobGrab.ConsoleHost;
using CoprJobGrab.Testing;
using CoprJobGrab.Testing.Xunit;

namespace CoprJobGrab.Tests.Actions;

public sealed class RecordingHandlerContractSpecs : ActionHandlerContract
{
    protected override ActionHandlerRig Create() => new Rig();

    private sealed class Rig : ActionHandlerRig
    {
        private readonly FunctionWork _work = new();
        private readonly RecordingActionHandler _handler = new();

        public Rig() => _handler.OnHandle = _work.DoAsync;

        public override IActionHandler Handler => _handler;

        public override void Hold() => _work.Hold();

        public override Task WaitUntilBegunAsync(int count) => _handler.Begun.WaitForCountAsync(count);

        public override void Release() => _work.Release();

        public override void Spoil() => _work.Spoil();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

public sealed class FunctionHandlerContractSpecs : ActionHandlerContract
{
    protected override ActionHandlerRig Create() => new Rig();

    private sealed class Rig : ActionHandlerRig
    {
        private readonly FunctionWork _work = new();

        public Rig() => Handler = new FunctionHandler(_work.DoAsync);

        public override IActionHandler Handler { get; }

        public override void Hold() => _work.Hold();

        public override Task WaitUntilBegunAsync(int count) => _work.Begun.WaitForCountAsync(count);

        public override void Release() => _work.Release();

        public override void Spoil() => _work.Spoil();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>A handler that works on one action after the other.</summary>
public sealed class OneByOneHandlerContractSpecs : ActionHandlerContract
{
    protected override int AtOnce => 1;

    protected override ActionHandlerRig Create() => new Rig();

    private sealed class Rig : ActionHandlerRig
    {
        private readonly FunctionWork _work = new();
        private readonly SemaphoreSlim _turn = new(1);

        public Rig() => Handler = new FunctionHandler(async (attempt, stop) =>
        {
            await _turn.WaitAsync(stop);
            try
            {
                return await _work.DoAsync(attempt, stop);
            }
            finally
            {
                _turn.Release();
            }
        });

        public override IActionHandler Handler { get; }

        public override void Hold() => _work.Hold();

        public override Task WaitUntilBegunAsync(int count) => _work.Begun.WaitForCountAsync(count);

        public override void Release() => _work.Release();

        public override void Spoil() => _work.Spoil();

        public override ValueTask DisposeAsync()
        {
            _turn.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>The handler of the sample host, which runs a program for each action.</summary>
public sealed class CommandHandlerContractSpecs : ActionHandlerContract
{
    protected override ActionHandlerRig Create() => new Rig();

    private sealed class Rig : ActionHandlerRig
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("cjg-handler-").FullName;

        public Rig()
        {
            var program = File("program");
            System.IO.File.WriteAllText(program, $"""
                #!/bin/sh
                cd '{_folder}'
                cat > begun-$$.part && mv begun-$$.part begun-$$
                while [ -e hold ]; do sleep 0.02; done
                if [ -e spoilt ]; then echo 'it is spoilt' >&2; exit 1; fi
                """);
            System.IO.File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Handler = new FunctionHandler(new CommandActionHandler(program).HandleAsync);
        }

        public override IActionHandler Handler { get; }

        public override void Hold() => System.IO.File.WriteAllText(File("hold"), "");

        public override async Task WaitUntilBegunAsync(int count)
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
            while (Directory.GetFiles(_folder, "begun-*").Count(file => !file.EndsWith(".part", StringComparison.Ordinal)) < count)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, deadline.Token);
            }
        }

        public override void Release() => System.IO.File.Delete(File("hold"));

        public override void Spoil() => System.IO.File.WriteAllText(File("spoilt"), "");

        public override ValueTask DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }

        private string File(string name) => Path.Combine(_folder, name);
    }
}

/// <summary>Work that is a function and heeds its token.</summary>
internal sealed class FunctionWork
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _held, _spoilt;

    public Recording<long> Begun { get; } = new();

    public void Hold() => _held = true;

    public void Release() => _released.SetResult();

    public void Spoil() => _spoilt = true;

    public async ValueTask<ActionOutcome> DoAsync(ActionAttempt attempt, CancellationToken cancellationToken)
    {
        Begun.Add(attempt.Action.Id);
        if (_held)
        {
            await _released.Task.WaitAsync(cancellationToken);
        }

        return _spoilt ? new ActionOutcome.Failed("it is spoilt") : new ActionOutcome.Done();
    }
}
