namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int MLOCK_ONFAULT = 1;
    public static readonly PerArchitecture SYS_mlock2 = new(X64: 325, Arm64: 284);

    /// <summary>mlock2(2), which musl has no wrapper for. Flags 0 is mlock(2).</summary>
    public static int mlock2(nint address, nuint length, uint flags) => (int)syscall(SYS_mlock2, address, (nint)length, (nint)flags);
}
