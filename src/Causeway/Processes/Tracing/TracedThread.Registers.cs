using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

public sealed unsafe partial class TracedThread
{
    /// <summary>Where it goes on (rip, pc).</summary>
    /// <exception cref="InvalidOperationException">It is not stopped for the handler that asks.</exception>
    /// <exception cref="SyscallException">ESRCH: it was killed meanwhile.</exception>
    public ulong InstructionPointer
    {
        get => IsArm ? ReadArm64Registers().Pc : ReadX64Registers().Rip;
        set
        {
            if (IsArm)
            {
                Arm64Registers arm = ReadArm64Registers();
                arm.Pc = value;
                WriteRegisters(arm);
                return;
            }

            X64Registers x64 = ReadX64Registers();
            x64.Rip = value;
            WriteRegisters(x64);
        }
    }

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>The general registers (PTRACE_GETREGSET, NT_PRSTATUS).</summary>
    /// <exception cref="PlatformNotSupportedException">This machine is no x86-64, or the thread runs a 32-bit program.</exception>
    /// <exception cref="InvalidOperationException">It is not stopped for the handler that asks.</exception>
    /// <exception cref="SyscallException">ESRCH: it was killed meanwhile.</exception>
    public X64Registers ReadX64Registers()
    {
        ThrowUnlessHere(Architecture.X64);
        LibC.user_regs_struct registers;
        Transfer(LibC.PTRACE_GETREGSET, "PTRACE_GETREGSET", &registers, sizeof(LibC.user_regs_struct));
        return Unsafe.BitCast<LibC.user_regs_struct, X64Registers>(registers);
    }

    /// <summary>Changes the general registers (PTRACE_SETREGSET): best those just read.</summary>
    /// <exception cref="SyscallException">EIO, EINVAL: a value that the kernel refuses, of a segment for instance. ESRCH: the thread was killed meanwhile.</exception>
    /// <inheritdoc cref="ReadX64Registers"/>
    public void WriteRegisters(X64Registers registers)
    {
        ThrowUnlessHere(Architecture.X64);
        _ = ReadX64Registers();
        LibC.user_regs_struct kernels = Unsafe.BitCast<X64Registers, LibC.user_regs_struct>(registers);
        Transfer(LibC.PTRACE_SETREGSET, "PTRACE_SETREGSET", &kernels, sizeof(LibC.user_regs_struct));
    }

    /// <inheritdoc cref="ReadX64Registers"/>
    /// <exception cref="PlatformNotSupportedException">This machine is no arm64, or the thread runs a 32-bit program.</exception>
    public Arm64Registers ReadArm64Registers()
    {
        ThrowUnlessHere(Architecture.Arm64);
        LibC.user_pt_regs registers;
        Transfer(LibC.PTRACE_GETREGSET, "PTRACE_GETREGSET", &registers, sizeof(LibC.user_pt_regs));
        return Unsafe.BitCast<LibC.user_pt_regs, Arm64Registers>(registers);
    }

    /// <inheritdoc cref="WriteRegisters(X64Registers)"/>
    /// <exception cref="PlatformNotSupportedException">This machine is no arm64, or the thread runs a 32-bit program.</exception>
    public void WriteRegisters(Arm64Registers registers)
    {
        ThrowUnlessHere(Architecture.Arm64);
        _ = ReadArm64Registers();
        LibC.user_pt_regs kernels = Unsafe.BitCast<Arm64Registers, LibC.user_pt_regs>(registers);
        Transfer(LibC.PTRACE_SETREGSET, "PTRACE_SETREGSET", &kernels, sizeof(LibC.user_pt_regs));
    }

    internal LibC.siginfo_t ReadSignalInfo()
    {
        LibC.siginfo_t info;
        Ask(LibC.PTRACE_GETSIGINFO, "PTRACE_GETSIGINFO", 0, (nint)(&info));
        return info;
    }

    private static void ThrowUnlessHere(Architecture architecture)
    {
        if (RuntimeInformation.ProcessArchitecture != architecture)
            throw new PlatformNotSupportedException($"The threads of this machine have the registers of {RuntimeInformation.ProcessArchitecture}, not of {architecture}.");
    }

    private void Transfer(int request, string name, void* registers, int size)
    {
        LibC.iovec vector = new() { iov_base = (byte*)registers, iov_len = (nuint)size };
        Ask(request, name, LibC.NT_PRSTATUS, (nint)(&vector));
        if (vector.iov_len != (nuint)size)
            throw new PlatformNotSupportedException($"thread {Id} runs a 32-bit program, whose registers are not known here");
    }
}
