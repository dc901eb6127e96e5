namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int FSMOUNT_CLOEXEC = 1;
    public const int SYS_fsmount = 432;

    /// <summary>fsmount(2): a mount that no path leads to but the descriptor's own, and that goes with it.</summary>
    public static int fsmount(SafeFileDescriptor context, uint flags, uint attributes) =>
        (int)syscall(SYS_fsmount, context, (nint)flags, (nint)attributes);
}
