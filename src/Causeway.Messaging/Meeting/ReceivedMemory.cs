using Causeway.Messaging.Layout;

namespace Causeway.Messaging.Meeting;

/// <summary>Checks the memory that a listener sent, in this order: that it is a memfd of ordinary pages, its seals, then its size; then maps it.</summary>
/// <remarks>Sealed it cannot become shorter, so that no access ends in SIGBUS, whatever the listener does.</remarks>
internal static class ReceivedMemory
{
    private const MemoryFileSeals Wanted = MemoryFileSeals.Shrink | MemoryFileSeals.Grow | MemoryFileSeals.Seal;

    /// <summary>Maps it. The descriptor stays the caller's.</summary>
    /// <exception cref="ProtocolViolationException">It is not what the listener said, or cannot be relied on.</exception>
    /// <exception cref="SyscallException">ENOMEM: no address space. EMFILE: out of descriptors.</exception>
    public static RingMemory Map(SafeFileDescriptor descriptor, string name, SharedConnectionMode mode, int ringBytes, bool barriers)
    {
        try
        {
            using MemoryFile file = MemoryFile.From(descriptor);
            long bytes = RingLayout.TotalBytes(ringBytes);
            file.ThrowIfUnsealed(Wanted, bytes);
            if (file.SizeBytes != bytes)
                throw new InvalidDataException($"the memory has {file.SizeBytes} bytes instead of {bytes}");
            if ((file.Seals & (MemoryFileSeals.Write | MemoryFileSeals.FutureWrite)) != MemoryFileSeals.None)
                throw new InvalidDataException("the memory is sealed against writing");
            if (file.HasHugePages())
                throw new InvalidDataException("the memory has huge pages, which its maker can take away");
            return RingMemory.Open(file, mode, ringBytes, barriers);
        }
        catch (InvalidDataException wrong)
        {
            throw new ProtocolViolationException(name, wrong.Message);
        }
    }
}
