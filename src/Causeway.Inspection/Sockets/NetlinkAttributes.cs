using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Inspection.Sockets;

/// <summary>Takes the attributes off the end of a message of netlink. Never throws: what is malformed ends it.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The next one; false at the end.</summary>
    public bool TryNext(out int type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        int head = Unsafe.SizeOf<LibC.nlattr>();
        if (!MemoryMarshal.TryRead(_rest, out LibC.nlattr attribute) || attribute.nla_len < head || attribute.nla_len > _rest.Length)
            return false;
        type = attribute.nla_type & LibC.NLA_TYPE_MASK;
        value = _rest[head..attribute.nla_len];
        _rest = _rest[Math.Min(NetlinkMessages.Aligned(attribute.nla_len), _rest.Length)..];
        return true;
    }
}
