using Causeway.Sys;

namespace Causeway;

/// <summary>The memory of a traced process through /proc/PID/mem, where protection does not hold a tracer back.</summary>
internal readonly unsafe struct ProcessMemory(int processId)
{
    private string Path => $"/proc/{processId}/mem";

    public void Read(ulong address, Span<byte> buffer)
    {
        using SafeFileDescriptor memory = Open(LibC.O_RDONLY);
        fixed (byte* bytes = buffer)
        {
            for (int done = 0; done < buffer.Length;)
            {
                nint count = LibC.pread(memory, bytes + done, (nuint)(buffer.Length - done), (long)address + done);
                Errno error = Errno.Last;
                done += Advance("pread", count, error, address);
            }
        }
    }

    public void Write(ulong address, ReadOnlySpan<byte> data)
    {
        using SafeFileDescriptor memory = Open(LibC.O_RDWR);
        fixed (byte* bytes = data)
        {
            for (int done = 0; done < data.Length;)
            {
                nint count = LibC.pwrite(memory, bytes + done, (nuint)(data.Length - done), (long)address + done);
                Errno error = Errno.Last;
                done += Advance("pwrite", count, error, address);
            }
        }
    }

    private SafeFileDescriptor Open(int flags)
    {
        int descriptor = LibC.open(Path, flags | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (descriptor >= 0)
            return new SafeFileDescriptor(descriptor);

        // The first thread may have ended before the others: each of them leads to the same memory.
        if (error == Errno.ESRCH)
        {
            foreach (int thread in ProcStatus.ThreadsOf(processId))
            {
                descriptor = LibC.open($"/proc/{processId}/task/{thread}/mem", flags | LibC.O_CLOEXEC, 0);
                if (descriptor >= 0)
                    return new SafeFileDescriptor(descriptor);
            }
        }

        throw SyscallFailure.Opening("open", Path, error == Errno.ENOENT ? Errno.ESRCH : error);
    }

    private int Advance(string call, nint count, Errno error, ulong address)
    {
        if (count > 0)
            return (int)count;
        if (count < 0 && error == Errno.EINTR)
            return 0;

        // Nothing at all: the process has given its memory up.
        throw SyscallFailure.Create(call, Path, count == 0 ? Errno.ESRCH : error, count == 0 ? "the process has ended" : $"there is no memory at 0x{address:x}, or not as much; /proc/{processId}/maps shows what there is");
    }
}
