using System.Reflection;
using System.Runtime.ExceptionServices;
using StackExchange.Redis;

namespace CoprJobGrab.Simulation.Tests.Schedules;

/// <summary>A connection on which the library's scripts have a deliberate fault.</summary>
public class FaultyConnection : DispatchProxy
{
    private object _inner = null!;
    private ScriptFault _fault = null!;

    internal static T Of<T>(T inner, ScriptFault fault)
        where T : class
    {
        var proxy = Create<T, FaultyConnection>();
        var faulty = (FaultyConnection)(object)proxy;
        (faulty._inner, faulty._fault) = (inner, fault);
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IDatabase.ScriptEvaluateAsync) && args![0] is string script)
        {
            args[0] = _fault.In(script);
        }

        try
        {
            var result = targetMethod.Invoke(_inner, args);
            return result is IDatabase database ? Of(database, _fault) : result;
        }
        catch (TargetInvocationException fault)
        {
            ExceptionDispatchInfo.Throw(fault.InnerException!);
            throw;
        }
    }
}
