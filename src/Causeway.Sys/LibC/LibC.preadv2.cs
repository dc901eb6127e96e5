namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>EAGAIN in place of waiting, whatever the descriptor's mode.</summary>
    public const int RWF_NOWAIT = 8;

    public static readonly PerArchitecture SYS_preadv2 = new(X64: 327, Arm64: 286);

    /// <summary>preadv2(2) into one buffer; at the offset -1 as read(2) does. musl wraps it since 1.2.5 only.</summary>
    public static nint preadv2(SafeFileDescriptor descriptor, byte* buffer, nuint count, long offset, int flags, out Errno error)
    {
        // The kernel of a 64-bit machine takes the whole offset from the first of its two words.
        iovec part = new() { iov_base = buffer, iov_len = count };
        HandleHold hold = new(descriptor);
        nint result = syscall_hot(SYS_preadv2, hold.Value, (nint)(&part), 1, (nint)offset, 0, flags);
        error = Errno.Of(result);
        hold.Dispose();
        return result;
    }
}
