namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public static readonly PerArchitecture SYS_kcmp = new(X64: 312, Arm64: 272);

    /// <summary>Whether two processes have one memory.</summary>
    public const int KCMP_VM = 1;

    /// <summary>kcmp(2): 0 where two processes share a resource. EPERM: they may not be traced; ENOSYS: a kernel without it.</summary>
    public static int kcmp(int one, int other, int type) => (int)syscall(SYS_kcmp, one, other, type);
}
