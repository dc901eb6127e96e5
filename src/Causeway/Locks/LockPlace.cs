namespace Causeway;

/// <summary>Where one of libc's process-shared objects lies: in a mapping, a shared-memory object, a System V attachment, or at an address.</summary>
/// <remarks>
/// Whoever may write to the memory is trusted: libc believes what it finds there. The object keeps the memory mapped until it
/// is disposed and no thread holds it any more, even when the mapping itself is disposed before that.
/// </remarks>
public readonly struct LockPlace
{
    private LockPlace(object? memory, long offset)
    {
        Memory = memory;
        Offset = offset;
    }

    /// <summary>The mapping, object or attachment; null for an address.</summary>
    internal object? Memory { get; }

    /// <summary>Where in it, or the address.</summary>
    internal long Offset { get; }

    /// <summary>In a mapping: shared, to read and write.</summary>
    /// <param name="mapping">The mapping. It may be disposed once the object is made.</param>
    /// <param name="offset">Where in it, in bytes: a multiple of the object's alignment.</param>
    public static LockPlace In(MemoryMapping mapping, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return new LockPlace(mapping, offset);
    }

    /// <summary>In POSIX shared memory, of which a mapping is made for the object.</summary>
    /// <param name="memory">Opened to read and write, and long enough. It may be disposed once the object is made.</param>
    /// <param name="offset">Where in it, in bytes: a multiple of the object's alignment.</param>
    public static LockPlace In(PosixSharedMemory memory, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return new LockPlace(memory, offset);
    }

    /// <summary>In an attached System V segment.</summary>
    /// <param name="attachment">Attached to read and write. It may be disposed once the object is made.</param>
    /// <param name="offset">Where in it, in bytes: a multiple of the object's alignment.</param>
    public static LockPlace In(SysVSharedMemoryAttachment attachment, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(attachment);
        return new LockPlace(attachment, offset);
    }

    /// <summary>At an address in memory that the caller has mapped, shared, and keeps mapped for as long as any thread uses the object or holds it.</summary>
    /// <param name="address">The address: a multiple of the object's alignment.</param>
    public static LockPlace At(nint address) => new(memory: null, address);
}
