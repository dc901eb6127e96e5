using Causeway.Sys;

namespace Causeway;

/// <summary>Copies done by the kernel, which answers EFAULT where a touch of ours would be SIGBUS.</summary>
internal static unsafe class GuardedCopy
{
    private static volatile bool s_forbidden;

    /// <summary>For tests: as where a seccomp filter forbids process_vm_readv(2) and process_vm_writev(2).</summary>
    internal static bool IsForbidden
    {
        get => s_forbidden;
        set => s_forbidden = value;
    }

    /// <summary>Copies from a mapping.</summary>
    /// <param name="name">The mapping's, for the message.</param>
    /// <param name="offset">Where in it the bytes are, for the message.</param>
    /// <param name="mapped">Where they are.</param>
    /// <param name="ours">Where they go: memory that is surely there.</param>
    /// <param name="count">How many.</param>
    public static void OutOf(string name, long offset, byte* mapped, byte* ours, int count) => Copy(name, offset, mapped, ours, count, isRead: true);

    /// <summary>Copies into a mapping.</summary>
    /// <inheritdoc cref="OutOf"/>
    public static void Into(string name, long offset, byte* ours, byte* mapped, int count) => Copy(name, offset, mapped, ours, count, isRead: false);

    private static void Copy(string name, long offset, byte* mapped, byte* ours, int count, bool isRead)
    {
        for (int done = 0; done < count;)
        {
            if (s_forbidden)
            {
                PipedCopy.Run(name, offset + done, mapped + done, ours + done, count - done, isRead);
                return;
            }

            LibC.iovec local = new() { iov_base = ours + done, iov_len = (nuint)(count - done) };
            LibC.iovec remote = new() { iov_base = mapped + done, iov_len = (nuint)(count - done) };
            nint copied = isRead
                ? LibC.process_vm_readv(Environment.ProcessId, &local, 1, &remote, 1, 0)
                : LibC.process_vm_writev(Environment.ProcessId, &local, 1, &remote, 1, 0);
            Errno error = Errno.Last;

            // Less than all: up to the page that is gone. The next call begins there and says EFAULT.
            if (copied > 0)
                done += (int)copied;
            else if (copied == 0 || error == Errno.EFAULT)
                throw Gone(isRead ? "process_vm_readv" : "process_vm_writev", name, offset + done, isRead);
            else if (error == Errno.EPERM || error == Errno.ENOSYS || error == Errno.EACCES)
                s_forbidden = true;
            else if (error != Errno.EINTR)
                throw SyscallFailure.Create(isRead ? "process_vm_readv" : "process_vm_writev", name, error);
        }
    }

    /// <summary>The exception of a page that is not there.</summary>
    public static SyscallException Gone(string operation, string name, long offset, bool isRead) => SyscallFailure.Create(operation, name, Errno.EFAULT,
        $"the page of byte {offset} of the mapping is gone{(isRead ? "" : " or has no room")}: the file was shortened, or its storage failed; look at the file's size, map it anew, or use a file that is sealed against that (MemoryFile)");
}
