using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>struct user_regs_struct of x86-64.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct user_regs_struct
    {
        public ulong r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi, orig_rax, rip, cs, eflags, rsp, ss, fs_base, gs_base, ds, es, fs, gs;
    }

    /// <summary>struct user_pt_regs of arm64.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct user_pt_regs
    {
        public fixed ulong regs[31];
        public ulong sp, pc, pstate;
    }
}
