using System.Reflection;

namespace Causeway.TestHarness;

/// <summary>In the second process: runs the method that <see cref="Peer.StartDotnet"/> named.</summary>
public static class PeerDispatcher
{
    /// <summary>Runs <c>TYPE METHOD ARGUMENTS…</c>.</summary>
    /// <returns>What the method returns, 0 where it returns nothing; 70 with the exception on standard error where it throws.</returns>
    public static int Run(Assembly assembly, string[] arguments)
    {
        MethodInfo method = assembly.GetType(arguments[0], throwOnError: true)!
            .GetMethod(arguments[1], BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new MissingMethodException(arguments[0], arguments[1]);
        try
        {
            return method.Invoke(null, [arguments[2..]]) switch
            {
                int code => code,
                Task<int> task => task.GetAwaiter().GetResult(),
                Task task => Wait(task),
                _ => 0,
            };
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e is TargetInvocationException { InnerException: { } inner } ? inner : e);
            return 70;
        }
    }

    private static int Wait(Task task)
    {
        task.GetAwaiter().GetResult();
        return 0;
    }
}
