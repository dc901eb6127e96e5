using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>What a refused signal means, and what to do about it.</summary>
internal static class SignalFailure
{
    /// <summary>The answer of a call that says false where there is no such process.</summary>
    public static bool Sent(string operation, int processId, Signal signal, int result, Errno error)
    {
        if (result == 0)
            return true;
        return error == Errno.ESRCH ? false : throw Create(operation, processId, signal, error);
    }

    /// <inheritdoc cref="Sent(string, int, Signal, int, Errno)"/>
    public static bool Sent(string operation, SafeFileDescriptor process, Signal signal, int result, Errno error)
    {
        if (result == 0)
            return true;
        return error == Errno.ESRCH ? false : throw Create(operation, process, signal, error);
    }

    /// <summary>Of a process, group or session by its id.</summary>
    public static SyscallException Create(string operation, int id, Signal signal, Errno error) =>
        SyscallFailure.Create(operation, string.Create(CultureInfo.InvariantCulture, $"{id}, {signal}"), error, Remedy(error, id));

    /// <summary>Of a process by its pidfd.</summary>
    public static SyscallException Create(string operation, SafeFileDescriptor process, Signal signal, Errno error) =>
        SyscallFailure.Create(operation, $"{process}, {signal}", error, error == Errno.EBADF ? "it is no pidfd" : Remedy(error, processId: null));

    private static string? Remedy(Errno error, int? processId)
    {
        if (error == Errno.EPERM)
            return "it runs as another user: only root (CAP_KILL) may signal it";
        if (error != Errno.EAGAIN)
            return null;
        string full = "as many signals are queued for the receiver's user as the receiver's RLIMIT_SIGPENDING allows";
        if (processId is { } id && ProcessSignals.TryRead(id) is { } state)
            full = string.Create(CultureInfo.InvariantCulture, $"{full} ({state.Queued} of {state.QueueLimit})");
        return $"{full}; let it take some, or raise the limit (ulimit -i before it starts, prlimit --sigpending=N --pid PID)";
    }
}
