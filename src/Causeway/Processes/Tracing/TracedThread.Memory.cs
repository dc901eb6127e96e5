using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

public sealed unsafe partial class TracedThread
{
    /// <summary>Copies memory of the process (process_vm_readv(2)), also where it is protected (/proc/PID/mem).</summary>
    /// <param name="address">Where, in the traced process.</param>
    /// <param name="buffer">Is filled.</param>
    /// <exception cref="InvalidOperationException">The thread is not stopped for the handler that asks.</exception>
    /// <exception cref="SyscallException">EFAULT or EIO: there is no memory at a part of it. ESRCH: the process is no more.</exception>
    public void ReadMemory(ulong address, Span<byte> buffer)
    {
        ThrowUnlessStopped();
        int done = TryReadMemory(address, buffer);
        if (done < buffer.Length)
            Process.Memory.Read(address + (ulong)done, buffer[done..]);
    }

    /// <summary>Reads one value.</summary>
    /// <inheritdoc cref="ReadMemory(ulong, Span{byte})"/>
    public T ReadMemory<T>(ulong address)
        where T : unmanaged
    {
        T value = default;
        ReadMemory(address, MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    /// <summary>Changes memory of the process (process_vm_writev(2)), also where the process itself may not write, such as its code (/proc/PID/mem).</summary>
    /// <param name="address">Where, in the traced process.</param>
    /// <param name="data">What is put there.</param>
    /// <inheritdoc cref="ReadMemory(ulong, Span{byte})"/>
    public void WriteMemory(ulong address, ReadOnlySpan<byte> data)
    {
        ThrowUnlessStopped();
        nint done;
        fixed (byte* bytes = data)
        {
            LibC.iovec local = new() { iov_base = bytes, iov_len = (nuint)data.Length };
            LibC.iovec remote = new() { iov_base = (byte*)address, iov_len = (nuint)data.Length };
            done = Math.Max(0, LibC.process_vm_writev(Id, &local, 1, &remote, 1, 0));
        }

        if (done < data.Length)
            Process.Memory.Write(address + (ulong)done, data[(int)done..]);
    }

    /// <summary>Writes one value.</summary>
    /// <inheritdoc cref="WriteMemory(ulong, ReadOnlySpan{byte})"/>
    public void WriteMemory<T>(ulong address, T value)
        where T : unmanaged => WriteMemory(address, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>Copies as much as there is up to the first page that cannot be read.</summary>
    /// <returns>How many bytes.</returns>
    public int TryReadMemory(ulong address, Span<byte> buffer)
    {
        ThrowUnlessStopped();
        if (buffer.IsEmpty)
            return 0;
        fixed (byte* bytes = buffer)
        {
            LibC.iovec local = new() { iov_base = bytes, iov_len = (nuint)buffer.Length };
            LibC.iovec remote = new() { iov_base = (byte*)address, iov_len = (nuint)buffer.Length };
            return (int)Math.Max(0, LibC.process_vm_readv(Id, &local, 1, &remote, 1, 0));
        }
    }
}
