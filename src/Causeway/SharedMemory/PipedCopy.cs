using Causeway.Sys;

namespace Causeway;

/// <summary>The copy where process_vm_readv(2) is forbidden: through a pipe, with write(2) and read(2), which answer EFAULT too.</summary>
internal static unsafe class PipedCopy
{
    /// <summary>Copies page by page, so that it ends exactly at the page that is gone.</summary>
    /// <inheritdoc cref="GuardedCopy.OutOf"/>
    public static void Run(string name, long offset, byte* mapped, byte* ours, int count, bool isRead)
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        for (int done = 0; done < count;)
        {
            nuint page = (nuint)Environment.SystemPageSize;
            int piece = (int)Math.Min(page - ((nuint)(mapped + done) % page), (nuint)(count - done));
            Move(pipe.Writer.Descriptor, "write", (isRead ? mapped : ours) + done, piece, isWrite: true, name, offset + done, isRead);
            Move(pipe.Reader.Descriptor, "read", (isRead ? ours : mapped) + done, piece, isWrite: false, name, offset + done, isRead);
            done += piece;
        }
    }

    private static void Move(SafeFileDescriptor descriptor, string operation, byte* bytes, int count, bool isWrite, string name, long offset, bool isRead)
    {
        for (int done = 0; done < count;)
        {
            nint moved = isWrite
                ? LibC.write(descriptor, bytes + done, (nuint)(count - done), out Errno error)
                : LibC.read(descriptor, bytes + done, (nuint)(count - done), out error);
            if (moved > 0)
                done += (int)moved;
            else if (error == Errno.EFAULT)
                throw GuardedCopy.Gone(operation, name, offset + done, isRead);
            else if (error != Errno.EINTR)
                throw SyscallFailure.Create(operation, name, error);
        }
    }
}
