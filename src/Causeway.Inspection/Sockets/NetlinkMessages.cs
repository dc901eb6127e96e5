using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Inspection.Sockets;

/// <summary>Takes the messages off a datagram of netlink (netlink(7)). Never throws: what is malformed ends it.</summary>
internal ref struct NetlinkMessages(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    /// <summary>Whether it ended with bytes that are no message.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The next message; false at the end.</summary>
    public bool TryNext(out LibC.nlmsghdr header, out ReadOnlySpan<byte> body)
    {
        body = default;
        header = default;
        if (_rest.IsEmpty)
            return false;
        int head = Unsafe.SizeOf<LibC.nlmsghdr>();
        if (!MemoryMarshal.TryRead(_rest, out header) || header.nlmsg_len < head || header.nlmsg_len > _rest.Length)
        {
            IsMalformed = true;
            _rest = default;
            return false;
        }

        int length = (int)header.nlmsg_len;
        body = _rest[head..length];
        _rest = _rest[Math.Min(Aligned(length), _rest.Length)..];
        return true;
    }

    /// <summary>Where what follows begins.</summary>
    public static int Aligned(int length) => (length + LibC.NLMSG_ALIGNTO - 1) & ~(LibC.NLMSG_ALIGNTO - 1);
}
