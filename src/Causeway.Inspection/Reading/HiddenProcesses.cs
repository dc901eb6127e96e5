using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>Whether /proc keeps processes from being seen that may have the same objects.</summary>
internal static unsafe class HiddenProcesses
{
    /// <summary>PROC_PID_INIT_INO and PROC_USER_INIT_INO of the kernel (linux/proc_ns.h): the namespaces that a machine starts with.</summary>
    private const ulong FirstPidNamespace = 0xEFFFFFFC;
    private const ulong FirstUserNamespace = 0xEFFFFFFD;

    /// <summary>CAP_SYS_PTRACE.</summary>
    private const int TraceCapability = 19;

    /// <summary>Which there may be and why they are not seen; null where all are.</summary>
    public static string? Why()
    {
        using ProcText text = new();
        if (!IsOfTheMachine(text))
            return "processes outside of this PID namespace are not seen: they may have the same objects; run it in the machine's own (nsenter --pid --mount --target 1, from there)";
        return IsHidden(text) ? "processes of other users are not seen, for /proc is mounted with hidepid: they may have the same objects; run as root" : null;
    }

    /// <summary>Whether what is mounted at /proc shows the machine's first namespace.</summary>
    private static bool IsOfTheMachine(ProcText text)
    {
        // /proc's namespace is the one that its process 1 is in; of another user's that is not told.
        if (ByteFields.TryBracketed(text.Target(LibC.AT_FDCWD, "/proc/1/ns/pid\0"u8, out _), out ulong first))
            return first == FirstPidNamespace;

        // The line has this process's number in each namespace from /proc's down to its own (proc_pid_status(5)).
        ReadOnlySpan<byte> numbers = ByteFields.Value(text.Read(LibC.AT_FDCWD, "/proc/self/status\0"u8, out _), "NSpid:"u8);
        bool isOwn = !numbers.IsEmpty && numbers.IndexOfAny((byte)' ', (byte)'\t') < 0;
        return isOwn && ByteFields.TryBracketed(text.Target(LibC.AT_FDCWD, "/proc/self/ns/pid\0"u8, out _), out ulong own) && own == FirstPidNamespace;
    }

    /// <summary>Whether the mount hides those that this process may not trace. Who is in its group or may trace everybody sees all.</summary>
    private static bool IsHidden(ProcText text)
    {
        ReadOnlySpan<byte> rest = text.Read(LibC.AT_FDCWD, "/proc/self/mountinfo\0"u8, out _);
        string hide = "", group = "";
        while (ByteFields.TryLine(ref rest, out ReadOnlySpan<byte> line))
        {
            // The last of a place is the one on top.
            if (MountLine.TryParse(line, out MountLine one) && one.Point.SequenceEqual("/proc"u8))
                (hide, group) = (ByteFields.Text(one.Option("hidepid"u8)), ByteFields.Text(one.Option("gid"u8)));
        }

        bool isTraceableOnly = hide is "4" or "ptraceable";
        return (isTraceableOnly || hide is "2" or "invisible") && !MayTraceAll(text) && (isTraceableOnly || !IsInGroup(text, group));
    }

    private static bool MayTraceAll(ProcText text)
    {
        if (!ByteFields.TryBracketed(text.Target(LibC.AT_FDCWD, "/proc/self/ns/user\0"u8, out _), out ulong space) || space != FirstUserNamespace)
            return false;
        ReadOnlySpan<byte> mask = ByteFields.Value(text.Read(LibC.AT_FDCWD, "/proc/self/status\0"u8, out _), "CapEff:"u8);
        return ByteFields.TryHexadecimal(mask, out ulong capabilities) && (capabilities >> TraceCapability & 1) != 0;
    }

    /// <summary>The group is 0 where none is named.</summary>
    private static bool IsInGroup(ProcText text, string group)
    {
        byte[] wanted = System.Text.Encoding.ASCII.GetBytes(group.Length == 0 ? "0" : group);
        ReadOnlySpan<byte> status = text.Read(LibC.AT_FDCWD, "/proc/self/status\0"u8, out _);
        return Has(ByteFields.Value(status, "Gid:"u8), wanted) || Has(ByteFields.Value(status, "Groups:"u8), wanted);
    }

    private static bool Has(ReadOnlySpan<byte> words, ReadOnlySpan<byte> wanted)
    {
        while (!words.IsEmpty)
        {
            if (ByteFields.Word(ref words).SequenceEqual(wanted))
                return true;
        }

        return false;
    }
}
