using System.Runtime.CompilerServices;

namespace Causeway;

/// <summary>The general registers of a thread on arm64 (struct user_pt_regs).</summary>
public struct Arm64Registers
{
    private General _general;

    /// <summary>The stack pointer.</summary>
    public ulong Sp { get; set; }

    /// <summary>The instruction pointer.</summary>
    public ulong Pc { get; set; }

    /// <summary>The flags.</summary>
    public ulong Pstate { get; set; }

    /// <summary>x0 to x30. Arguments of a system call are x0 to x5, its number is x8, its result x0.</summary>
    /// <exception cref="IndexOutOfRangeException">Not 0 to 30.</exception>
    public ulong this[int register]
    {
        readonly get => _general[register];
        set => _general[register] = value;
    }

    [InlineArray(31)]
    private struct General
    {
        private ulong _first;
    }
}
