using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>Says why a process cannot be traced: the kernel answers EPERM for each of half a dozen reasons.</summary>
internal static class SeizeFailure
{
    private const string YamaScope = "/proc/sys/kernel/yama/ptrace_scope";

    public static SyscallException Of(int processId, Errno error) =>
        SyscallFailure.Create("ptrace(PTRACE_SEIZE)", string.Create(CultureInfo.InvariantCulture, $"pid {processId}"), error, Remedy(processId, error));

    private static string? Remedy(int processId, Errno error)
    {
        if (error == Errno.ESRCH)
            return "there is no such process, or it has ended";
        if (error != Errno.EPERM)
            return null;
        if (ProcStatus.ProcessOf(processId) == Environment.ProcessId)
            return "a process cannot trace itself: trace from another one";
        if (ProcStatus.ReadNumber(processId, "TracerPid") is { } tracer and > 0)
            return string.Create(CultureInfo.InvariantCulture, $"process {ProcStatus.ProcessOf(tracer) ?? tracer} ({ProcStatus.Read(tracer, "Name") ?? "unknown"}) traces it already, and only one can: end that tracer");
        if (ProcStatus.Read(processId, "State") is ['Z' or 'X', ..])
            return "it has ended and waits to be reaped by its parent";
        if (ProcStatus.ReadNumber(processId, "Kthread") == 1)
            return "it is a thread of the kernel, which nobody can trace";
        return ByYama(processId) ?? "it belongs to another user, has capabilities that this process lacks, or made itself undumpable (prctl(2), set-user-ID): CAP_SYS_PTRACE in its user namespace is needed, such as root's; a container may have to be given it";
    }

    private static string? ByYama(int processId)
    {
        string scope = "";
        try
        {
            scope = File.ReadAllText(YamaScope).Trim();
        }
        catch (IOException)
        {
            // A kernel without Yama.
        }

        return scope switch
        {
            "1" when IsOfThisUser(processId) => $"{YamaScope} is 1: only descendants may be traced; start the program under the tracer, let it call prctl(PR_SET_PTRACER), use CAP_SYS_PTRACE, or write 0 there",
            "2" => $"{YamaScope} is 2: only CAP_SYS_PTRACE may trace; run as root, or write 0 or 1 there",
            "3" => $"{YamaScope} is 3: nobody may trace until the next boot",
            _ => null,
        };
    }

    private static bool IsOfThisUser(int processId) => ProcStatus.Read(processId, "Uid")?.Split('\t') is [var real, ..] && real == LibC.geteuid().ToString(CultureInfo.InvariantCulture);
}
