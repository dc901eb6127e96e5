namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int FSOPEN_CLOEXEC = 1;
    public const int SYS_fsopen = 430;

    /// <summary>fsopen(2): begins a mount of this kind of file system. glibc before 2.36 and musl have no wrapper.</summary>
    public static int fsopen(ReadOnlySpan<byte> kind, uint flags)
    {
        fixed (byte* name = kind)
            return (int)syscall(SYS_fsopen, (nint)name, (nint)flags);
    }
}
