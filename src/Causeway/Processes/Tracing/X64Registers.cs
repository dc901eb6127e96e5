namespace Causeway;

/// <summary>The general registers of a thread on x86-64 (struct user_regs_struct).</summary>
public struct X64Registers
{
    /// <summary>r15.</summary>
    public ulong R15 { get; set; }

    /// <summary>r14.</summary>
    public ulong R14 { get; set; }

    /// <summary>r13.</summary>
    public ulong R13 { get; set; }

    /// <summary>r12.</summary>
    public ulong R12 { get; set; }

    /// <summary>rbp.</summary>
    public ulong Rbp { get; set; }

    /// <summary>rbx.</summary>
    public ulong Rbx { get; set; }

    /// <summary>r11.</summary>
    public ulong R11 { get; set; }

    /// <summary>r10: the fourth argument of a system call.</summary>
    public ulong R10 { get; set; }

    /// <summary>r9: the sixth argument.</summary>
    public ulong R9 { get; set; }

    /// <summary>r8: the fifth argument.</summary>
    public ulong R8 { get; set; }

    /// <summary>rax: the result, at the exit of a system call.</summary>
    public ulong Rax { get; set; }

    /// <summary>rcx.</summary>
    public ulong Rcx { get; set; }

    /// <summary>rdx: the third argument.</summary>
    public ulong Rdx { get; set; }

    /// <summary>rsi: the second argument.</summary>
    public ulong Rsi { get; set; }

    /// <summary>rdi: the first argument.</summary>
    public ulong Rdi { get; set; }

    /// <summary>The number of the system call, to be changed at its entry: another call, or with -1 none (its result is then rax at the exit).</summary>
    public ulong OrigRax { get; set; }

    /// <summary>rip: the instruction pointer.</summary>
    public ulong Rip { get; set; }

    /// <summary>cs.</summary>
    public ulong Cs { get; set; }

    /// <summary>eflags.</summary>
    public ulong Eflags { get; set; }

    /// <summary>rsp: the stack pointer.</summary>
    public ulong Rsp { get; set; }

    /// <summary>ss.</summary>
    public ulong Ss { get; set; }

    /// <summary>fs's base: the thread pointer.</summary>
    public ulong FsBase { get; set; }

    /// <summary>gs's base.</summary>
    public ulong GsBase { get; set; }

    /// <summary>ds.</summary>
    public ulong Ds { get; set; }

    /// <summary>es.</summary>
    public ulong Es { get; set; }

    /// <summary>fs.</summary>
    public ulong Fs { get; set; }

    /// <summary>gs.</summary>
    public ulong Gs { get; set; }
}
