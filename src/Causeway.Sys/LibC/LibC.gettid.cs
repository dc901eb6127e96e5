namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public static readonly PerArchitecture SYS_gettid = new(X64: 186, Arm64: 178);

    /// <summary>gettid(2).</summary>
    public static int gettid() => (int)syscall(SYS_gettid);
}
