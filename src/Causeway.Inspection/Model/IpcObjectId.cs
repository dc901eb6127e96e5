using System.Globalization;

namespace Causeway;

/// <summary>What tells an object from every other of the machine, whatever it is called and by whichever path it is reached.</summary>
/// <remarks>Numbers of objects that are gone are used again by the kernel: an identity holds within one snapshot, and between two as long as the object lives.</remarks>
/// <param name="Kind">What it is.</param>
/// <param name="Space">
/// Where the number counts: the device (major &lt;&lt; 20 | minor) of what is in a file system; the IPC namespace's inode of
/// System V objects; the process of what the kernel tells no identity of; else 0.
/// </param>
/// <param name="Number">The inode, System V id, eventfd number, watched process, or descriptor.</param>
/// <param name="Offset">Of a futex: the byte in the memory. Else 0.</param>
public readonly record struct IpcObjectId(IpcKind Kind, uint Space, ulong Number, ulong Offset = 0) : IComparable<IpcObjectId>
{
    private const int MinorBits = 20;

    /// <summary>The golden ratio: neighbouring spaces are far apart in hashes.</summary>
    private const ulong Spread = 0x9E3779B97F4A7C15;

    /// <summary>The major number of a device in <see cref="Space"/>.</summary>
    public uint DeviceMajor => Space >> MinorBits;

    /// <summary>The minor number of a device in <see cref="Space"/>.</summary>
    public uint DeviceMinor => Space & ((1u << MinorBits) - 1);

    /// <summary>A device's number in <see cref="Space"/>.</summary>
    internal static uint Device(uint major, uint minor) => major << MinorBits | minor;

    // By hand, as all below: what the compiler and the runtime make of an enumeration boxes it or goes through a comparer, and ids are compared by the million.

    /// <inheritdoc/>
    public bool Equals(IpcObjectId other) => Number == other.Number && Space == other.Space && Kind == other.Kind && Offset == other.Offset;

    /// <inheritdoc/>
    public override int GetHashCode() => (Number + (Space * Spread) + (Offset * 31) + ((ulong)Kind << 56)).GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(IpcObjectId other)
    {
        int order = ((byte)Kind).CompareTo((byte)other.Kind);
        if (order == 0)
            order = Space.CompareTo(other.Space);
        if (order == 0)
            order = Number.CompareTo(other.Number);
        return order == 0 ? Offset.CompareTo(other.Offset) : order;
    }

    /// <summary>As the command takes it: <c>pipe:[123]</c>, <c>shm:65538</c>, <c>fifo:[254:0:4711]</c>, <c>epoll:[1234/7]</c>.</summary>
    public override string ToString() => Kind switch
    {
        IpcKind.EventCounter or IpcKind.ProcessDescriptor when Space != 0 => string.Create(CultureInfo.InvariantCulture, $"{IpcKindNames.Of(Kind)}:[{Space}/{Number}]"),
        IpcKind.Pipe or IpcKind.Socket or IpcKind.EventCounter or IpcKind.ProcessDescriptor => string.Create(CultureInfo.InvariantCulture, $"{IpcKindNames.Of(Kind)}:[{Number}]"),
        IpcKind.SysVQueue or IpcKind.SysVSegment or IpcKind.SysVSemaphores => string.Create(CultureInfo.InvariantCulture, $"{IpcKindNames.Of(Kind)}:{Number}"),
        IpcKind.SignalDescriptor or IpcKind.Timer or IpcKind.PollSet => string.Create(CultureInfo.InvariantCulture, $"{IpcKindNames.Of(Kind)}:[{Space}/{Number}]"),
        IpcKind.Futex => string.Create(CultureInfo.InvariantCulture, $"{IpcKindNames.Of(Kind)}:[{DeviceMajor}:{DeviceMinor}:{Number}+{Offset}]"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{IpcKindNames.Of(Kind)}:[{DeviceMajor}:{DeviceMinor}:{Number}]"),
    };

    /// <summary>Whether the left one comes first in the order of <see cref="CompareTo"/>.</summary>
    public static bool operator <(IpcObjectId left, IpcObjectId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one comes later in the order of <see cref="CompareTo"/>.</summary>
    public static bool operator >(IpcObjectId left, IpcObjectId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one comes first, or they are the same.</summary>
    public static bool operator <=(IpcObjectId left, IpcObjectId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one comes later, or they are the same.</summary>
    public static bool operator >=(IpcObjectId left, IpcObjectId right) => left.CompareTo(right) >= 0;
}
