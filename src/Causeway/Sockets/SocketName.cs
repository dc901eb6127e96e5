using Causeway.Sys;

namespace Causeway;

/// <summary>A sockaddr_un on the stack: the family, then the name.</summary>
internal unsafe ref struct SocketName
{
    private const int Capacity = 2 + 108;
    private fixed byte _bytes[Capacity];

    public SocketName(UnixSocketAddress address)
    {
        *(ushort*)Start = LibC.AF_UNIX;
        address.SunPath.CopyTo(new Span<byte>(Start + 2, Capacity - 2));

        // A path's NUL counts, where there is room for one; an abstract name ends with its last byte.
        Length = (uint)Math.Min(Capacity, 2 + address.SunPath.Length + (address.Path is null ? 0 : 1));
    }

    /// <summary>The address in it.</summary>
    public uint Length;

    /// <summary>Room for an answer of the kernel.</summary>
    public static SocketName Empty => new() { Length = Capacity };

    /// <summary>For the call. SAFETY: a ref struct lives on the stack and is never moved.</summary>
    public byte* Start
    {
        get
        {
            fixed (byte* start = _bytes)
                return start;
        }
    }

    /// <summary>What the kernel answered; without a name it answers the family alone, or nothing.</summary>
    public UnixSocketAddress ToAddress() =>
        Length <= 2 ? UnixSocketAddress.Unnamed : UnixSocketAddress.FromSunPath(new ReadOnlySpan<byte>(Start + 2, (int)Math.Min(Length, Capacity) - 2));
}
