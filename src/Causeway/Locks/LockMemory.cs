using System.Globalization;

namespace Causeway.Locks;

/// <summary>Memory that is kept mapped until <see cref="Release"/>; what the caller mapped by other means is the caller's to keep.</summary>
internal sealed class LockMemory
{
    private readonly MappedRegion? _region;

    private LockMemory(MappedRegion region, long offset)
    {
        _region = region;
        Address = region.Leased.Address + (nint)offset;
        Name = region.Name;
    }

    private LockMemory(nint address)
    {
        Address = address;
        Name = string.Create(CultureInfo.InvariantCulture, $"0x{address:x}");
    }

    public nint Address { get; }

    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    /// <summary>Keeps the memory of an object, after checking that it fits in there.</summary>
    public static LockMemory Take(LockPlace place, int bytes, int alignment)
    {
        switch (place.Memory)
        {
            case MemoryMapping mapping:
                return TakeIn(mapping, place.Offset, bytes, alignment);
            case PosixSharedMemory memory:
                using (MemoryMapping own = MemoryMapping.Map(memory))
                    return TakeIn(own, place.Offset, bytes, alignment);
            case SysVSharedMemoryAttachment attachment:
                return TakeIn(attachment.Region, place.Offset, bytes, alignment);
            default:
                if (place.Offset == 0)
                    throw new ArgumentException("No place was given: use LockPlace.In or LockPlace.At.", nameof(place));
                if (place.Offset % alignment != 0)
                    throw new ArgumentException($"The address must be a multiple of {alignment}.", nameof(place));
                return new LockMemory((nint)place.Offset);
        }
    }

    /// <summary>Lets the mapping go, once.</summary>
    public void Release() => _region?.Return();

    private static LockMemory TakeIn(MemoryMapping mapping, long offset, int bytes, int alignment)
    {
        if (mapping.Sharing == MappingSharing.Private)
            throw new InvalidOperationException($"\"{mapping.Name}\" is mapped privately: no other process would see the lock; map it with MappingSharing.Shared");
        return TakeIn(mapping.Region, offset, bytes, alignment);
    }

    private static LockMemory TakeIn(MappedRegion region, long offset, int bytes, int alignment)
    {
        // From here on it neither moves nor changes.
        region.Take();
        try
        {
            // What is leased: the rest may be gone by now, if somebody disposes it meanwhile.
            region.Leased.ThrowIfOutside(region.Name, offset, bytes, alignment);
            if (region.Leased.Writable < 0)
                throw MappedBytes.NotAllowed(region.Name, toWrite: true);
            return new LockMemory(region, offset);
        }
        catch
        {
            region.Return();
            throw;
        }
    }
}
