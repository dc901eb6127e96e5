using System.Runtime.InteropServices;
using Causeway.Messaging.Layout;
using Record = Causeway.Messaging.Layout.Record;

namespace Causeway.Inspection.Tests.Connections;

/// <summary>Memory that is called as a connection's is, with whatever in it.</summary>
public sealed class HostileConnectionTests : IDisposable
{
    private const int RingBytes = 4096;
    private const int Seed = 20261122;
    private static readonly int s_rounds = TestLoad.Rounds(20_000);

    private readonly string _name = $"hostile-{Guid.NewGuid():N}";
    private readonly RingMemory _memory;
    private readonly InspectionOptions _options = new() { Kinds = IpcKinds.Of(IpcKind.Connection, IpcKind.MemoryFile), Details = InspectionDetails.Mappings, Threads = 1 };

    public HostileConnectionTests()
    {
        _memory = RingMemory.Create(SharedConnectionMode.Messages, RingBytes, barriers: false, _name);
        _memory.CloseDescriptor();
    }

    private unsafe Span<byte> Page => new(_memory.ControlOf(0, -RingLayout.Control), RingLayout.HeaderBytes);

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Take_WithoutAConnectorsPid_HasOneSide()
    {
        ConnectionObject connection = Find()!;
        Assert.Equal(new InspectedConnectionSide(Environment.ProcessId, InspectedConnectionState.Alive), connection.Acceptor);
        Assert.Equal(0, connection.Connector.ProcessId);
        Assert.Equal((0L, 0L), (connection.FromConnector!.WaitingMessages, connection.FromConnector.SentBytes));
    }

    [Theory]
    [InlineData(RingLayout.Magic64, 1)]
    [InlineData(RingLayout.Mode32, 9)]
    [InlineData(RingLayout.RingBytes64, 0)]
    [InlineData(RingLayout.RingBytes64, 4097)]
    [InlineData(RingLayout.RingBytes64, 8192)]
    [InlineData(RingLayout.RingBytes64, -1)]
    public void Take_HeaderThatNoConnectionHas_IsAMemoryFile(int offset, long value)
    {
        byte[] before = Page[..64].ToArray();
        if (offset is RingLayout.Mode32)
            MemoryMarshal.Write(Page[offset..], (int)value);
        else
            MemoryMarshal.Write(Page[offset..], value);
        Assert.Null(Find());
        Assert.Contains(Inspector.Take(_options with { Kinds = IpcKinds.Of(IpcKind.MemoryFile) }).Objects, static one => one.Name == RingMemory.Name);
        Assert.DoesNotContain(Inspector.Take(_options with { Kinds = IpcKinds.Of(IpcKind.Connection) }).Objects, static one => one.Kind == IpcKind.MemoryFile);
        before.CopyTo(Page);
        Assert.NotNull(Find());
    }

    [Fact]
    public void Take_OfAnotherVersion_SaysTheVersionAlone()
    {
        MemoryMarshal.Write(Page[RingLayout.Version32..], 7u);
        ConnectionObject connection = Assert.Single(Inspector.Take(_options).Objects.OfType<ConnectionObject>(), static one => one.Version == 7);
        Assert.Equal((null, null, null), (connection.Name, connection.RingBytes, connection.FromConnector));
    }

    [Theory]
    [InlineData(ulong.MaxValue, 0u)]
    [InlineData(1UL << 63, 0u)]
    [InlineData(4UL, 0u)]
    [InlineData(0UL, 3u)]
    [InlineData(0UL, Record.Message | (2041u << Record.LengthShift))]
    [InlineData(0UL, uint.MaxValue)]
    public void Take_PositionsOrRecordsThatCannotBe_AreNotCounted(ulong head, uint word)
    {
        MemoryMarshal.Write(Page[RingLayout.Control..], head);
        Write(0, word);
        InspectedConnectionDirection direction = Find()!.FromConnector!;
        Assert.Equal((null, null, null), (direction.SentBytes, direction.WaitingBytes, direction.WaitingMessages));
        Assert.Null(Find()!.SentBytes);
    }

    [Fact]
    public void Take_RecordsWithoutEnd_AreNotCountedRoundAndRound()
    {
        // Each says that another comes, all round the ring.
        for (int at = 0; at < RingBytes; at += Record.HeaderBytes)
            Write(at, Record.Message);
        Assert.Null(Find()!.FromConnector!.WaitingMessages);
    }

    [Fact]
    public void Take_AnyBytes_DoNoHarm()
    {
        Random random = new(Seed);
        byte[] page = Page.ToArray();
        int found = 0;
        for (int round = 0; round < s_rounds / 100; round++)
        {
            page.CopyTo(Page);
            for (int change = random.Next(1, 6); change > 0; change--)
                MemoryMarshal.Write(Page[(random.Next(RingLayout.Control + 2 * RingLayout.ControlStride) & ~7)..], random.Next(3) == 0 ? random.NextInt64() : random.Next(8) * 8);
            for (int at = 0; at < RingBytes; at += Record.HeaderBytes)
                Write(at, random.Next(20) == 0 ? (uint)random.Next() : Record.MessageWord(random.Next(40)));
            found += Inspector.Take(_options).Objects.OfType<ConnectionObject>().Count(one => one.Connector.ProcessId >= 0);
        }

        Assert.NotEqual(0, found);
    }

    private unsafe void Write(int at, uint word) => *(uint*)(_memory.RingOf(0) + at) = word;

    private ConnectionObject? Find() => Inspector.Take(_options).Objects.OfType<ConnectionObject>().SingleOrDefault(one => one.Name == _name);
}
