using System.Buffers.Binary;
using System.Net;
using System.Text;
using static Causeway.CallArgument;

namespace Causeway;

/// <summary>Sockets.</summary>
internal static class SocketForms
{
    private const int LongestAddress = 128;

    private static readonly CallFlags s_family = CallFlags.One(("AF_UNIX", 1), ("AF_INET", 2), ("AF_INET6", 10), ("AF_NETLINK", 16), ("AF_PACKET", 17), ("AF_VSOCK", 40));
    private static readonly CallFlags s_type = new(0xF, [("SOCK_STREAM", 1), ("SOCK_DGRAM", 2), ("SOCK_RAW", 3), ("SOCK_SEQPACKET", 5)], [("SOCK_NONBLOCK", 0x800), ("SOCK_CLOEXEC", 0x80000)]);
    private static readonly CallFlags s_how = CallFlags.One(("SHUT_RD", 0), ("SHUT_WR", 1), ("SHUT_RDWR", 2));
    private static readonly CallFlags s_level = CallFlags.One(("SOL_SOCKET", 1));
    private static readonly CallFlags s_option = CallFlags.One(
        ("SO_REUSEADDR", 2), ("SO_TYPE", 3), ("SO_ERROR", 4), ("SO_SNDBUF", 7), ("SO_RCVBUF", 8), ("SO_KEEPALIVE", 9), ("SO_PASSCRED", 16), ("SO_PEERCRED", 17),
        ("SO_RCVTIMEO", 20), ("SO_SNDTIMEO", 21), ("SO_ACCEPTCONN", 30), ("SO_PROTOCOL", 38), ("SO_DOMAIN", 39));

    private static readonly CallFlags s_message = CallFlags.Bits(
        ("MSG_OOB", 1), ("MSG_PEEK", 2), ("MSG_CTRUNC", 8), ("MSG_TRUNC", 0x20), ("MSG_DONTWAIT", 0x40), ("MSG_EOR", 0x80), ("MSG_WAITALL", 0x100),
        ("MSG_ERRQUEUE", 0x2000), ("MSG_NOSIGNAL", 0x4000), ("MSG_MORE", 0x8000), ("MSG_CMSG_CLOEXEC", 0x40000000));

    public static CallForm[] All { get; } =
    [
        new("socket", new(41, 198), IpcMechanism.Socket, Of(s_family), Of(s_type), Number) { Result = CallResult.Descriptor },
        new("socketpair", new(53, 199), IpcMechanism.Socket, Of(s_family), Of(s_type), Number, DescriptorPair),
        new("bind", new(49, 200), IpcMechanism.Socket, Descriptor, Address(2), Number),
        new("listen", new(50, 201), IpcMechanism.Socket, Descriptor, Number),
        new("accept", new(43, 202), IpcMechanism.Socket, Descriptor, AddressOut(2), Pointer) { Result = CallResult.Descriptor },
        new("accept4", new(288, 242), IpcMechanism.Socket, Descriptor, AddressOut(2), Pointer, Of(s_type with { ChoiceMask = 0 })) { Result = CallResult.Descriptor },
        new("connect", new(42, 203), IpcMechanism.Socket, Descriptor, Address(2), Number),
        new("getsockname", new(51, 204), IpcMechanism.Socket, Descriptor, AddressOut(2), Pointer),
        new("getpeername", new(52, 205), IpcMechanism.Socket, Descriptor, AddressOut(2), Pointer),
        new("sendto", new(44, 206), IpcMechanism.Socket, Descriptor, Data(2), Long, Of(s_message), Address(5), Number),
        new("recvfrom", new(45, 207), IpcMechanism.Socket, Descriptor, Received, Long, Of(s_message), AddressOut(5), Pointer),
        new("sendmsg", new(46, 211), IpcMechanism.Socket, Descriptor, MessageForms.Sent, Of(s_message)),
        new("recvmsg", new(47, 212), IpcMechanism.Socket, Descriptor, MessageForms.Received, Of(s_message)),
        new("sendmmsg", new(307, 269), IpcMechanism.Socket, Descriptor, Pointer, Number, Of(s_message)),
        new("recvmmsg", new(299, 243), IpcMechanism.Socket, Descriptor, Pointer, Number, Of(s_message), Time),
        new("shutdown", new(48, 210), IpcMechanism.Socket, Descriptor, Of(s_how)),
        new("setsockopt", new(54, 208), IpcMechanism.Socket, Descriptor, Of(s_level), Option, Pointer, Number),
        new("getsockopt", new(55, 209), IpcMechanism.Socket, Descriptor, Of(s_level), Option, Pointer, Pointer),
    ];

    /// <summary>The address that a bind or connect named; null where it is none that can be shown.</summary>
    public static string? NamedBy(OpenCall call) => AddressAt(call, call.Arguments[1], (int)call.Arguments[2]);

    /// <summary>Numbered by level: only those of SOL_SOCKET are known here.</summary>
    private static CallArgument Option => new(static (call, value, text) =>
    {
        if (call.Arguments[1] == 1)
            s_option.Write(value, text);
        else
            text.AddNumber((int)value);
    });

    private static CallArgument Address(int lengthIndex) => new((call, value, text) => Write(call, value, (int)call.Arguments[lengthIndex], text));

    private static CallArgument AddressOut(int lengthIndex) => new(
        (call, value, text) => Write(call, value, call.TryRead(call.Arguments[lengthIndex], out int length) ? length : 0, text), IsOutput: true);

    private static void Write(OpenCall call, ulong address, int length, CallText text)
    {
        if (AddressAt(call, address, length) is { } name)
            text.Add('{').AddEscaped(name).Add('}');
        else
            WritePointer(address, text);
    }

    /// <summary>null where it is none that can be shown.</summary>
    public static string? AddressAt(OpenCall call, ulong address, int length)
    {
        Span<byte> buffer = stackalloc byte[LongestAddress];
        int count = call.Read(address, buffer[..Math.Clamp(length, 0, LongestAddress)]);
        if (count < sizeof(ushort))
            return null;
        ReadOnlySpan<byte> bytes = buffer[..count];
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes) switch
        {
            1 => UnixName(bytes[2..]),
            2 when count >= 8 => new IPEndPoint(new IPAddress(bytes.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])).ToString(),
            10 when count >= 24 => new IPEndPoint(new IPAddress(bytes.Slice(8, 16)), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])).ToString(),
            var family => $"family {family}",
        };
    }

    /// <summary>A path, or an abstract name, which begins with a zero byte.</summary>
    private static string UnixName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return "unnamed";
        if (name[0] == 0)
            return "@" + Encoding.UTF8.GetString(name[1..]).Replace('\0', '@');
        int end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }
}
