using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public static readonly PerArchitecture SYS_ptrace = new(X64: 101, Arm64: 117);

    public const int PTRACE_CONT = 7;
    public const int PTRACE_SINGLESTEP = 9;
    public const int PTRACE_DETACH = 17;
    public const int PTRACE_SYSCALL = 24;
    public const int PTRACE_GETEVENTMSG = 0x4201;
    public const int PTRACE_GETSIGINFO = 0x4202;
    public const int PTRACE_SETSIGINFO = 0x4203;
    public const int PTRACE_GETREGSET = 0x4204;
    public const int PTRACE_SETREGSET = 0x4205;
    public const int PTRACE_SEIZE = 0x4206;
    public const int PTRACE_INTERRUPT = 0x4207;
    public const int PTRACE_LISTEN = 0x4208;
    public const int PTRACE_GETSIGMASK = 0x420A;
    public const int PTRACE_SETSIGMASK = 0x420B;
    public const int PTRACE_GET_SYSCALL_INFO = 0x420E;

    public const int PTRACE_O_TRACESYSGOOD = 1;
    public const int PTRACE_O_TRACEFORK = 1 << PTRACE_EVENT_FORK;
    public const int PTRACE_O_TRACEVFORK = 1 << PTRACE_EVENT_VFORK;
    public const int PTRACE_O_TRACECLONE = 1 << PTRACE_EVENT_CLONE;
    public const int PTRACE_O_TRACEEXEC = 1 << PTRACE_EVENT_EXEC;
    public const int PTRACE_O_TRACEEXIT = 1 << PTRACE_EVENT_EXIT;
    public const int PTRACE_O_EXITKILL = 1 << 20;

    public const int PTRACE_EVENT_FORK = 1;
    public const int PTRACE_EVENT_VFORK = 2;
    public const int PTRACE_EVENT_CLONE = 3;
    public const int PTRACE_EVENT_EXEC = 4;
    public const int PTRACE_EVENT_EXIT = 6;
    public const int PTRACE_EVENT_STOP = 128;

    public const int PTRACE_SYSCALL_INFO_ENTRY = 1;
    public const int PTRACE_SYSCALL_INFO_EXIT = 2;

    /// <summary>The general registers, for PTRACE_GETREGSET.</summary>
    public const int NT_PRSTATUS = 1;

    public const uint AUDIT_ARCH_X86_64 = 0xC000003E;
    public const uint AUDIT_ARCH_I386 = 0x40000003;
    public const uint AUDIT_ARCH_AARCH64 = 0xC00000B7;
    public const uint AUDIT_ARCH_ARM = 0x40000028;

    /// <summary>Set in the number of a call that an x32 program makes.</summary>
    public const int X32_SYSCALL_BIT = 0x40000000;

    public const int TRAP_BRKPT = 1;
    public const int TRAP_TRACE = 2;

    /// <summary>struct ptrace_syscall_info, without what kernels since 6.16 add at its end.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 88)]
    public struct ptrace_syscall_info
    {
        [FieldOffset(0)] public byte op;
        [FieldOffset(4)] public uint arch;
        [FieldOffset(8)] public ulong instruction_pointer;
        [FieldOffset(16)] public ulong stack_pointer;
        [FieldOffset(24)] public ulong entry_nr;
        [FieldOffset(32)] public fixed ulong entry_args[6];
        [FieldOffset(24)] public long exit_rval;
        [FieldOffset(32)] public byte exit_is_error;
    }

    /// <summary>ptrace(2) as the kernel has it: only from the thread that traces; errno in the same call, for hot paths.</summary>
    public static nint ptrace(int request, int threadId, nint address, nint data, out Errno error)
    {
        nint result = syscall_hot(s_ptrace, request, threadId, address, data, 0, 0);
        error = Errno.Of(result);
        return result;
    }

    private static readonly int s_ptrace = SYS_ptrace;
}
