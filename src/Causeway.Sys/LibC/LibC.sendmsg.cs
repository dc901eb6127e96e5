namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public static readonly PerArchitecture SYS_sendmsg = new(X64: 46, Arm64: 211);

    /// <summary>sendmsg(2). Past the C library: musl's takes no more than 1040 bytes of control data, less than 253 descriptors and credentials need.</summary>
    public static nint sendmsg(SafeFileDescriptor socket, msghdr* message, int flags) => syscall(SYS_sendmsg, socket, (nint)message, flags);
}
