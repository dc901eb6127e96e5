using Causeway.Placing;
using Causeway.Sys;

namespace Causeway;

/// <content>Semaphores in memory that processes share.</content>
public sealed partial class PosixSemaphore
{
    /// <summary>Makes a semaphore in a mapping (sem_init(3), shared between processes), once, before anyone uses it.</summary>
    /// <param name="mapping">Shared, and mapped to read and write. It is not owned, and stays mapped until the semaphore here is disposed too.</param>
    /// <param name="offset">Where: <see cref="PlacedBytes"/> bytes within the mapping, at a multiple of <see cref="PlacedAlignment"/>.</param>
    /// <param name="initialValue">From 0 to <see cref="MaximumValue"/>.</param>
    /// <exception cref="ArgumentException">The place or the value cannot be right.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only, or private.</exception>
    /// <exception cref="ObjectDisposedException">The mapping was disposed.</exception>
    public static PosixSemaphore CreateIn(MemoryMapping mapping, long offset, int initialValue) =>
        Initialize(Place.In(mapping, offset, PlacedBytes, PlacedAlignment), initialValue);

    /// <summary>Makes a semaphore in a System V segment (sem_init(3), shared between processes), once, before anyone uses it.</summary>
    /// <param name="attachment">Attached to read and write. It is not owned, and stays attached until the semaphore here is disposed too.</param>
    /// <param name="offset">Where: <see cref="PlacedBytes"/> bytes within the segment, at a multiple of <see cref="PlacedAlignment"/>.</param>
    /// <param name="initialValue">From 0 to <see cref="MaximumValue"/>.</param>
    /// <exception cref="ArgumentException">The place or the value cannot be right.</exception>
    /// <exception cref="InvalidOperationException">Attached to read only.</exception>
    /// <exception cref="ObjectDisposedException">The segment was detached.</exception>
    public static PosixSemaphore CreateIn(SysVSharedMemoryAttachment attachment, long offset, int initialValue) =>
        Initialize(Place.In(attachment, offset, PlacedBytes, PlacedAlignment), initialValue);

    /// <summary>Makes a semaphore at an address (sem_init(3), shared between processes), once, before anyone uses it.</summary>
    /// <param name="address">A multiple of <see cref="PlacedAlignment"/>, <see cref="PlacedBytes"/> bytes to read and write: nothing checks that, and the caller keeps them mapped until the semaphore here is disposed.</param>
    /// <param name="initialValue">From 0 to <see cref="MaximumValue"/>.</param>
    /// <exception cref="ArgumentException">The address or the value cannot be right.</exception>
    public static PosixSemaphore CreateAt(nint address, int initialValue) => Initialize(Place.At(address, PlacedAlignment), initialValue);

    /// <summary>Uses a semaphore that <see cref="CreateIn(MemoryMapping, long, int)"/>, or sem_init(3) in another program, has made in a mapping.</summary>
    /// <param name="mapping">Shared, and mapped to read and write. It is not owned, and stays mapped until the semaphore here is disposed too.</param>
    /// <param name="offset">Where: <see cref="PlacedBytes"/> bytes within the mapping, at a multiple of <see cref="PlacedAlignment"/>.</param>
    /// <exception cref="ArgumentException">The place cannot be right.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only, or private.</exception>
    /// <exception cref="ObjectDisposedException">The mapping was disposed.</exception>
    public static PosixSemaphore OpenIn(MemoryMapping mapping, long offset) => Use(Place.In(mapping, offset, PlacedBytes, PlacedAlignment));

    /// <summary>Uses a semaphore that <see cref="CreateIn(SysVSharedMemoryAttachment, long, int)"/>, or sem_init(3) in another program, has made in a System V segment.</summary>
    /// <param name="attachment">Attached to read and write. It is not owned, and stays attached until the semaphore here is disposed too.</param>
    /// <param name="offset">Where: <see cref="PlacedBytes"/> bytes within the segment, at a multiple of <see cref="PlacedAlignment"/>.</param>
    /// <exception cref="ArgumentException">The place cannot be right.</exception>
    /// <exception cref="InvalidOperationException">Attached to read only.</exception>
    /// <exception cref="ObjectDisposedException">The segment was detached.</exception>
    public static PosixSemaphore OpenIn(SysVSharedMemoryAttachment attachment, long offset) => Use(Place.In(attachment, offset, PlacedBytes, PlacedAlignment));

    /// <summary>Uses a semaphore that <see cref="CreateAt"/>, or sem_init(3), has made at an address.</summary>
    /// <param name="address">A multiple of <see cref="PlacedAlignment"/>, <see cref="PlacedBytes"/> bytes to read and write: nothing checks that, and the caller keeps them mapped until the semaphore here is disposed.</param>
    /// <exception cref="ArgumentException">The address cannot be right.</exception>
    public static PosixSemaphore OpenAt(nint address) => Use(Place.At(address, PlacedAlignment));

    /// <summary>Ends a placed semaphore for everybody (sem_destroy(3)) and disposes this object: its room may then hold something else.</summary>
    /// <remarks>Nobody may wait for it: neither libc nor anything here can tell. It need not be called where the memory itself goes.</remarks>
    /// <exception cref="InvalidOperationException">It has a name: delete that.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Destroy()
    {
        if (!_isPlaced)
            throw new InvalidOperationException($"\"{Name}\" has a name: remove it with PosixSemaphore.Delete.");
        using HandleHold hold = new(_lease);
        int result = LibC.sem_destroy(hold.Value);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("sem_destroy", Name, error);
        Dispose();
    }

    private static PosixSemaphore Initialize(Place place, int initialValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialValue);
        PosixSemaphore semaphore = Use(place);
        using HandleHold hold = new(semaphore._lease);
        int result = LibC.sem_init(hold.Value, processShared: 1, (uint)initialValue);
        Errno error = Errno.Last;
        if (result == 0)
            return semaphore;
        semaphore.Dispose();
        throw SyscallFailure.Create("sem_init", place.Name, error);
    }

    private static PosixSemaphore Use(Place place) => new(place.Name, new ObjectLease(place.Memory, place.Offset), isPlaced: true);
}
