using System.Reflection;
using System.Runtime.ExceptionServices;
using StackExchange.Redis;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A connection on which the library's scripts are changed, as by a deliberate fault.</summary>
public class ChangedScripts : DispatchProxy
{
    private object _inner = null!;
    private Func<string, string> _change = null!;

    internal static T Of<T>(T inner, Func<string, string> change)
        where T : class
    {
        var proxy = Create<T, ChangedScripts>();
        var changed = (ChangedScripts)(object)proxy;
        (changed._inner, changed._change) = (inner, change);
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IDatabase.ScriptEvaluateAsync) && args![0] is string script)
        {
            args[0] = _change(script);
        }

        try
        {
            var result = targetMethod.Invoke(_inner, args);
            return result is IDatabase database ? Of(database, _change) : result;
        }
        catch (TargetInvocationException fault)
        {
            ExceptionDispatchInfo.Throw(fault.InnerException!);
            throw;
        }
    }
}
