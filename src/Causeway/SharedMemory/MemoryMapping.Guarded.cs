namespace Causeway;

/// <content>Copies in which a page that is not there is an exception.</content>
public sealed unsafe partial class MemoryMapping
{
    /// <summary>
    /// Copies bytes out of it through the kernel (process_vm_readv(2) on this process), so that a page that is gone, as
    /// when somebody shortened the file, is an exception and not the end of the process (SIGBUS).
    /// </summary>
    /// <remarks>
    /// For files of writers that are not trusted not to shorten them; where the file can be sealed (MemoryFile), that is
    /// faster. It costs a system call. Where a seccomp filter forbids that one, the bytes go through a pipe instead.
    /// </remarks>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="destination">Filled; on a failure, up to the page that is gone.</param>
    /// <exception cref="SyscallException">EFAULT: a page lies beyond the file's end by now, or its room or storage failed; the message says where.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the mapping.</exception>
    /// <exception cref="InvalidOperationException">It cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void ReadGuarded(long offset, Span<byte> destination)
    {
        using MappingLease lease = Lease();
        ReadOnlySpan<byte> source = lease.GetReadOnlySpan<byte>(offset, destination.Length);
        fixed (byte* to = destination, from = source)
            GuardedCopy.OutOf(Name, offset, from, to, destination.Length);
    }

    /// <summary>Copies bytes into it through the kernel (process_vm_writev(2) on this process): as <see cref="ReadGuarded"/>.</summary>
    /// <param name="offset">In bytes from its start.</param>
    /// <param name="source">Copied; on a failure, up to the page that is gone.</param>
    /// <exception cref="SyscallException">EFAULT: a page lies beyond the file's end by now, or there is no room for it; the message says where.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Not all of it lies in the mapping.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void WriteGuarded(long offset, ReadOnlySpan<byte> source)
    {
        using MappingLease lease = Lease();
        Span<byte> destination = lease.GetSpan<byte>(offset, source.Length);
        fixed (byte* to = destination, from = source)
            GuardedCopy.Into(Name, offset, from, to, source.Length);
    }
}
