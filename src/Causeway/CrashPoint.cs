using System.Diagnostics;
using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>Where a test kills this process: after a store that others see. Compiled in by <c>-p:CrashPoints=true</c> alone.</summary>
/// <remarks>
/// <c>CAUSEWAY_CRASH_AT=word.pending:3</c> in the environment: SIGKILL when the point is passed for the third time.
/// <c>CAUSEWAY_STOP_AT</c> alike: SIGSTOP, once.
/// </remarks>
internal static class CrashPoint
{
    private static readonly (string Name, int Passes)? s_crash = Parse("CAUSEWAY_CRASH_AT");
    private static readonly (string Name, int Passes)? s_stop = Parse("CAUSEWAY_STOP_AT");
    private static int s_crashPasses;
    private static int s_stopPasses;

    /// <summary>Passes the point.</summary>
    [Conditional("CRASHPOINTS")]
    public static void At(string name)
    {
        if (s_crash is { } crash && crash.Name == name && Interlocked.Increment(ref s_crashPasses) == crash.Passes)
            Send(Signal.Kill);
        if (s_stop is { } stop && stop.Name == name && Interlocked.Increment(ref s_stopPasses) == stop.Passes)
            Send(Signal.Stop);
    }

    private static void Send(Signal signal) => _ = LibC.kill(Environment.ProcessId, signal.Number);

    private static (string Name, int Passes)? Parse(string variable)
    {
        string[]? parts = Environment.GetEnvironmentVariable(variable)?.Split(':');
        return parts is null ? null : (parts[0], parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1);
    }
}
