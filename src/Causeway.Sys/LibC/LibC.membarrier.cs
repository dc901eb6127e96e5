namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int MEMBARRIER_CMD_GLOBAL_EXPEDITED = 1 << 1;
    public const int MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED = 1 << 2;

    public static readonly PerArchitecture SYS_membarrier = new(X64: 324, Arm64: 283);

    /// <summary>membarrier(2).</summary>
    public static int membarrier(int command, uint flags, out Errno error)
    {
        nint result = syscall_hot(SYS_membarrier, command, (nint)flags, 0, 0, 0, 0);
        error = Errno.Of(result);
        return (int)result;
    }
}
