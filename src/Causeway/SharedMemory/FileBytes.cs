using Causeway.Sys;

namespace Causeway;

/// <summary>A file's bytes through system calls: what a mapping would end with SIGBUS is the end of the file or an error here.</summary>
internal static class FileBytes
{
    /// <summary>pread(2), until the buffer is full or the file ends.</summary>
    /// <returns>How many were read.</returns>
    public static unsafe int Read(SafeFileDescriptor descriptor, string name, Span<byte> buffer, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        int done = 0;
        while (done < buffer.Length)
        {
            nint count;
            Errno error;
            fixed (byte* bytes = buffer[done..])
            {
                count = LibC.pread(descriptor, bytes, (nuint)(buffer.Length - done), offset + done);
                error = Errno.Last;
            }

            if (count == 0)
                break;
            if (count > 0)
                done += (int)count;
            else if (error != Errno.EINTR)
                throw SyscallFailure.Create("pread", name, error);
        }

        return done;
    }

    /// <summary>pwrite(2), until all is written.</summary>
    public static unsafe void Write(SafeFileDescriptor descriptor, string name, ReadOnlySpan<byte> data, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, long.MaxValue - data.Length);
        int done = 0;
        while (done < data.Length)
        {
            nint count;
            Errno error;
            fixed (byte* bytes = data[done..])
            {
                count = LibC.pwrite(descriptor, bytes, (nuint)(data.Length - done), offset + done);
                error = Errno.Last;
            }

            if (count >= 0)
                done += (int)count;
            else if (error != Errno.EINTR)
                throw SyscallFailure.Create("pwrite", name, error, error == Errno.EBADF ? "it was opened to read only: open it to read and write" : null);
        }
    }
}
