namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int FSCONFIG_CMD_CREATE = 6;
    public const int SYS_fsconfig = 431;

    /// <summary>fsconfig(2) without key and value, as FSCONFIG_CMD_CREATE takes it.</summary>
    public static int fsconfig(SafeFileDescriptor context, uint command) => (int)syscall(SYS_fsconfig, context, (nint)command);
}
