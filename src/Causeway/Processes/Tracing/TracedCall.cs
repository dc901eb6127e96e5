using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>The system call that a thread is in, or has just made.</summary>
internal sealed unsafe class TracedCall
{
    private SixArguments _arguments;

    /// <summary>-1 where the entry was not seen.</summary>
    public long Number { get; private set; } = -1;

    public uint AuditArchitecture { get; private set; }

    public long Result { get; private set; }

    public Errno Error { get; private set; }

    /// <summary>Whether its entry was seen and its exit not yet.</summary>
    public bool IsInside { get; private set; }

    /// <summary>Whether the next stop at a call is the exit of one that nobody wants.</summary>
    public bool IsUnwanted { get; set; }

    public ReadOnlySpan<ulong> Arguments => _arguments;

    public Architecture Architecture => AuditArchitecture switch
    {
        LibC.AUDIT_ARCH_I386 => Architecture.X86,
        LibC.AUDIT_ARCH_ARM => Architecture.Arm,
        LibC.AUDIT_ARCH_AARCH64 => Architecture.Arm64,
        _ => Architecture.X64,
    };

    /// <summary>Whether it is one of this machine's own architecture, whose numbers are known here.</summary>
    public bool IsNative => AuditArchitecture == s_native && (Number & LibC.X32_SYSCALL_BIT) == 0;

    private static readonly uint s_native = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? LibC.AUDIT_ARCH_AARCH64 : LibC.AUDIT_ARCH_X86_64;

    public void Enter(LibC.ptrace_syscall_info* info)
    {
        Number = (long)info->entry_nr;
        AuditArchitecture = info->arch;
        for (int i = 0; i < 6; i++)
            _arguments[i] = info->entry_args[i];
        Result = 0;
        Error = default;
        IsInside = true;
    }

    public void Exit(LibC.ptrace_syscall_info* info)
    {
        if (!IsInside)
        {
            Number = -1;
            _arguments = default;
        }

        IsInside = false;
        AuditArchitecture = info->arch;
        Result = info->exit_rval;
        Error = info->exit_is_error != 0 ? new Errno((int)-info->exit_rval) : default;
    }

    /// <summary>The thread goes on without a stop at the exit.</summary>
    public void Abandon()
    {
        IsInside = false;
        IsUnwanted = false;
    }

    [InlineArray(6)]
    private struct SixArguments
    {
        private ulong _first;
    }
}
