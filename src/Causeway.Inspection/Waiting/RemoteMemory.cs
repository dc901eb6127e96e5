using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <summary>Memory of other processes (process_vm_readv(2)), with the rights of a tracer and without stopping them. One thread.</summary>
/// <param name="pages">Which of it may be asked for.</param>
internal sealed unsafe class RemoteMemory(RemotePages pages)
{
    /// <summary>Which of it could be asked for, and what was not.</summary>
    public RemotePages Pages => pages;

    /// <summary>Reads as many bytes as there is room for.</summary>
    /// <returns>False: this user may not, there is not so much, it may never come, or the process has gone.</returns>
    public bool TryRead(int processId, ulong address, Span<byte> bytes)
    {
        if (!pages.Come(processId, address, bytes.Length))
            return false;
        fixed (byte* start = bytes)
        {
            LibC.iovec local = new() { iov_base = start, iov_len = (nuint)bytes.Length };
            LibC.iovec remote = new() { iov_base = (byte*)address, iov_len = (nuint)bytes.Length };
            return LibC.process_vm_readv(processId, &local, 1, &remote, 1, 0) == bytes.Length;
        }
    }

    /// <summary>Reads bytes, and after them a number elsewhere: it is as new as they are, or newer.</summary>
    /// <inheritdoc cref="TryRead(int, ulong, Span{byte})" path="/returns"/>
    public bool TryRead(int processId, ulong address, Span<byte> bytes, ulong thenAddress, out ulong then)
    {
        then = 0;
        if (!pages.Come(processId, address, bytes.Length) || !pages.Come(processId, thenAddress, sizeof(ulong)))
            return false;
        fixed (byte* start = bytes)
        fixed (ulong* last = &then)
        {
            LibC.iovec* local = stackalloc LibC.iovec[2];
            LibC.iovec* remote = stackalloc LibC.iovec[2];
            local[0] = new() { iov_base = start, iov_len = (nuint)bytes.Length };
            local[1] = new() { iov_base = (byte*)last, iov_len = sizeof(ulong) };
            remote[0] = new() { iov_base = (byte*)address, iov_len = (nuint)bytes.Length };
            remote[1] = new() { iov_base = (byte*)thenAddress, iov_len = sizeof(ulong) };
            return LibC.process_vm_readv(processId, local, 2, remote, 2, 0) == bytes.Length + sizeof(ulong);
        }
    }

    /// <inheritdoc cref="TryRead(int, ulong, Span{byte})"/>
    public bool TryRead<T>(int processId, ulong address, out T value)
        where T : unmanaged
    {
        value = default;
        fixed (T* start = &value)
            return TryRead(processId, address, new Span<byte>(start, sizeof(T)));
    }

    /// <summary>Text that ends with a NUL.</summary>
    /// <returns>Null where it could not be read, or is longer than a path may be.</returns>
    public byte[]? Text(int processId, ulong address)
    {
        const int MostBytes = 4096;
        const int PageBytes = 4096;
        byte[] bytes = new byte[MostBytes];
        for (int filled = 0; filled < MostBytes;)
        {
            // Not beyond a page at once: the next may not be there.
            int next = Math.Min(MostBytes - filled, PageBytes - (int)((address + (ulong)filled) % PageBytes));
            if (!TryRead(processId, address + (ulong)filled, bytes.AsSpan(filled, next)))
                return null;
            int end = bytes.AsSpan(filled, next).IndexOf((byte)0);
            if (end >= 0)
                return bytes[..(filled + end)];
            filled += next;
        }

        return null;
    }
}
