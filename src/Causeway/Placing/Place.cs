using System.Globalization;
using System.Runtime.InteropServices;

namespace Causeway.Placing;

/// <summary>Room for one object in memory that processes share.</summary>
/// <param name="Memory">What keeps it mapped.</param>
/// <param name="Offset">Where in it the object lies.</param>
/// <param name="Name">What the memory is called in messages.</param>
internal readonly record struct Place(SafeHandle Memory, nint Offset, string Name)
{
    /// <summary>In a mapping.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">Where in it.</param>
    /// <param name="bytes">The object's size.</param>
    /// <param name="alignment">What the offset is a multiple of.</param>
    /// <param name="mayBePrivate">Whether the object is of use where no other process sees it.</param>
    /// <exception cref="ArgumentException">Not within the mapping, or not aligned.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only, or private.</exception>
    /// <exception cref="ObjectDisposedException">The mapping was disposed.</exception>
    public static Place In(MemoryMapping mapping, long offset, int bytes, int alignment, bool mayBePrivate = false)
    {
        ArgumentNullException.ThrowIfNull(mapping);

        // What is checked stays so: the lease keeps it until the handle, asked for, keeps it for good. A refused place keeps nothing.
        mapping.Region.Take();
        try
        {
            if (mapping.Sharing == MappingSharing.Private && !mayBePrivate)
                throw new InvalidOperationException($"\"{mapping.Name}\" is mapped privately: what is placed there reaches no other process; map a file, a MemoryFile or a PosixSharedMemory with MappingSharing.Shared.");
            mapping.ThrowIfReadOnly();
            mapping.ThrowIfOutside(offset, bytes, alignment);
            return new Place(mapping.Handle, (nint)offset, mapping.Name);
        }
        finally
        {
            mapping.Region.Return();
        }
    }

    /// <summary>In a System V segment.</summary>
    /// <exception cref="ArgumentException">Not within the segment, or not aligned.</exception>
    /// <exception cref="InvalidOperationException">Attached to read only.</exception>
    /// <exception cref="ObjectDisposedException">The segment was detached.</exception>
    public static Place In(SysVSharedMemoryAttachment attachment, long offset, int bytes, int alignment)
    {
        ArgumentNullException.ThrowIfNull(attachment);
        MappedRegion region = attachment.Region;
        region.Take();
        try
        {
            if (attachment.IsReadOnly)
                throw MappedBytes.NotAllowed(attachment.Memory.ToString(), toWrite: true);
            region.Leased.ThrowIfOutside(region.Name, offset, bytes, alignment);
            return new Place(region.Handle, (nint)offset, attachment.Memory.ToString());
        }
        finally
        {
            region.Return();
        }
    }

    /// <summary>At an address that the caller keeps mapped.</summary>
    /// <exception cref="ArgumentException">0, or not aligned.</exception>
    public static Place At(nint address, int alignment)
    {
        if (address == 0 || address % alignment != 0)
            throw new ArgumentException($"The address 0x{address:x} must be a multiple of {alignment}, and not 0.", nameof(address));
        return new Place(new BorrowedMemory(address), 0, string.Create(CultureInfo.InvariantCulture, $"0x{address:x}"));
    }
}
