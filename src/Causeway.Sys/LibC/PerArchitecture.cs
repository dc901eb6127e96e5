using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Causeway.Sys;

/// <summary>A constant of the kernel whose number differs between x86-64 and the architectures of the generic table.</summary>
/// <param name="X64">The number on x86-64.</param>
/// <param name="Arm64">The number on arm64.</param>
internal readonly record struct PerArchitecture(int X64, int Arm64)
{
    /// <summary>The number on the running machine.</summary>
    public int Value
    {
        // On the way to a system call: the processor is known when this is compiled, and one field is left.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => X64,
            Architecture.Arm64 => Arm64,
            Architecture other => throw Unknown(other),
        };
    }

    public static implicit operator int(PerArchitecture constant) => constant.Value;

    private static PlatformNotSupportedException Unknown(Architecture other) =>
        new($"Causeway knows the Linux ABI of x64 and arm64, not of {other}");
}
