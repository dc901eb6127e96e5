using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.Inspection.Sockets;
using Causeway.Sys;

namespace Causeway.Inspection.Tests.Sockets;

/// <summary>Answers of netlink, whole, cut and changed.</summary>
public sealed class NetlinkTests
{
    private const int Fuzzed = 20_000;
    private const uint Sequence = 1;

    [Fact]
    public void Take_PartsOfAnAnswer_AreAllFound()
    {
        DumpReading<UnixEntry> reading = new(UnixEntry.TryParse, Sequence);
        Assert.Equal(DumpState.Reading, reading.Take([.. Unix(5, 7), .. Unix(7, 5)]));
        Assert.Equal(DumpState.Done, reading.Take([.. Unix(9, 0), .. Done()]));
        Assert.Equal([5u, 7u, 9u], reading.Found.Select(static one => one.Inode));
        Assert.Equal([7u, 5u, 0u], reading.Found.Select(static one => one.Peer));
        Assert.Equal("/run/x", reading.Found[0].Name);
    }

    [Fact]
    public void Take_ListThatChangedMeanwhile_IsToBeReadAgain()
    {
        DumpReading<UnixEntry> reading = new(UnixEntry.TryParse, Sequence);
        Assert.Equal(DumpState.Reading, reading.Take(Unix(5, 7, LibC.NLM_F_DUMP_INTR)));
        Assert.Equal(DumpState.Interrupted, reading.Take(Done()));
        Assert.Equal(DumpState.Interrupted, new DumpReading<UnixEntry>(UnixEntry.TryParse, Sequence).Take(Message(LibC.NLMSG_OVERRUN, [])));
        Assert.Equal(DumpState.Interrupted, new DumpReading<UnixEntry>(UnixEntry.TryParse, Sequence).Take(Unix(5, 7).AsSpan(..^1)));
    }

    [Fact]
    public void Take_ErrorOfTheKernel_IsTold()
    {
        DumpReading<UnixEntry> reading = new(UnixEntry.TryParse, Sequence);
        Assert.Equal(DumpState.Failed, reading.Take(Message(LibC.NLMSG_ERROR, BitConverter.GetBytes(-Errno.ENOENT.Value))));
        Assert.Equal(Errno.ENOENT, reading.Error);
    }

    [Fact]
    public void Take_AnswerToSomebodyElse_IsPassedOver()
    {
        DumpReading<UnixEntry> reading = new(UnixEntry.TryParse, Sequence + 1);
        Assert.Equal(DumpState.Reading, reading.Take([.. Unix(5, 7), .. Done()]));
        Assert.Empty(reading.Found);
    }

    [Theory]
    [InlineData(nameof(DumpState.Interrupted), 4)]
    [InlineData(nameof(DumpState.Done), 1)]
    [InlineData(nameof(DumpState.Failed), 1)]
    public void Repeat_AgainOnlyWhatWasInterrupted_ButNotForEver(string name, int attempts)
    {
        DumpState outcome = Enum.Parse<DumpState>(name);
        int made = 0;
        Assert.Equal(outcome, SocketDump.Repeat(() => ++made > 0 ? outcome : default));
        Assert.Equal(attempts, made);
        made = 0;
        Assert.Equal(DumpState.Done, SocketDump.Repeat(() => ++made == 2 ? DumpState.Done : DumpState.Interrupted));
        Assert.Equal(2, made);
    }

    [Fact]
    public void Take_AnyBytes_NeverThrows()
    {
        Random random = TestLoad.NewRandom();
        byte[] whole = [.. Unix(5, 7), .. Tcp(), .. Unix(9, 0), .. Done()];
        for (int length = 0; length <= whole.Length; length++)
            ParseAll(whole[..length]);
        for (int round = 0; round < TestLoad.Rounds(Fuzzed); round++)
        {
            byte[] changed = [.. whole];
            for (int change = random.Next(1, 8); change > 0; change--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            ParseAll(changed);
            byte[] noise = new byte[random.Next(300)];
            random.NextBytes(noise);
            ParseAll(noise);
        }
    }

    [Fact]
    public void TryParse_TcpMessage_HasBothEnds()
    {
        Assert.True(TcpEntry.TryParse(Tcp().AsSpan(Unsafe.SizeOf<LibC.nlmsghdr>()), out TcpEntry entry));
        Assert.Equal((42u, InspectedSocketState.Connected, "127.0.0.1", 80, "127.0.0.2", 81), (entry.Inode, entry.State, entry.LocalAddress.ToString(), entry.LocalPort, entry.RemoteAddress.ToString(), entry.RemotePort));
    }

    private static void ParseAll(byte[] bytes)
    {
        _ = new DumpReading<UnixEntry>(UnixEntry.TryParse, Sequence).Take(bytes);
        _ = new DumpReading<TcpEntry>(TcpEntry.TryParse, Sequence).Take(bytes);
        _ = UnixEntry.TryParse(bytes, out _);
        _ = TcpEntry.TryParse(bytes, out _);
    }

    private static byte[] Unix(uint inode, uint peer, int flags = 0)
    {
        LibC.unix_diag_msg head = new() { udiag_family = LibC.AF_UNIX, udiag_type = LibC.SOCK_STREAM, udiag_state = LibC.TCP_ESTABLISHED, udiag_ino = inode };
        byte[] body = [.. BytesOf(head), .. Attribute(LibC.UNIX_DIAG_NAME, "/run/x"u8), .. Attribute(LibC.UNIX_DIAG_PEER, BitConverter.GetBytes(peer)), .. Attribute(LibC.UNIX_DIAG_ICONS, BitConverter.GetBytes(3L)),
            .. Attribute(LibC.UNIX_DIAG_RQLEN, BitConverter.GetBytes(8L)), .. Attribute(LibC.UNIX_DIAG_SHUTDOWN, [0])];
        return Message(LibC.SOCK_DIAG_BY_FAMILY, body, flags);
    }

    private static unsafe byte[] Tcp()
    {
        LibC.inet_diag_msg message = new() { idiag_family = LibC.AF_INET, idiag_state = LibC.TCP_ESTABLISHED, idiag_inode = 42 };
        message.id.idiag_src[0] = 0x0100007F;
        message.id.idiag_dst[0] = 0x0200007F;
        message.id.idiag_sport = 80 << 8;
        message.id.idiag_dport = 81 << 8;
        return Message(LibC.SOCK_DIAG_BY_FAMILY, BytesOf(message));
    }

    private static byte[] Done() => Message(LibC.NLMSG_DONE, BitConverter.GetBytes(0));

    private static byte[] Attribute(int type, ReadOnlySpan<byte> value)
    {
        byte[] bytes = new byte[NetlinkMessages.Aligned(4 + value.Length)];
        LibC.nlattr head = new() { nla_len = (ushort)(4 + value.Length), nla_type = (ushort)type };
        MemoryMarshal.Write(bytes, in head);
        value.CopyTo(bytes.AsSpan(4));
        return bytes;
    }

    private static byte[] Message(int type, ReadOnlySpan<byte> body, int flags = 0)
    {
        LibC.nlmsghdr head = new() { nlmsg_len = (uint)(Unsafe.SizeOf<LibC.nlmsghdr>() + body.Length), nlmsg_type = (ushort)type, nlmsg_flags = (ushort)flags, nlmsg_seq = Sequence };
        byte[] bytes = new byte[NetlinkMessages.Aligned((int)head.nlmsg_len)];
        MemoryMarshal.Write(bytes, in head);
        body.CopyTo(bytes.AsSpan(Unsafe.SizeOf<LibC.nlmsghdr>()));
        return bytes;
    }

    private static byte[] BytesOf<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}
