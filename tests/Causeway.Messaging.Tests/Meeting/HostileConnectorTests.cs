using System.Globalization;
using System.Runtime.InteropServices;
using Causeway.Messaging.Meeting;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>Whatever a connector sends, the listener goes on, and nothing is left of it.</summary>
public sealed class HostileConnectorTests : IDisposable
{
    private readonly MeetingDomain _domain = new();
    private readonly MeetingLogger _log = new();
    private readonly SharedConnectionListener _listener;

    public HostileConnectorTests() => _listener = SharedConnectionListener.Listen("orders", _domain.Options with { Logger = _log });

    public void Dispose()
    {
        _listener.Dispose();
        _log.Dispose();
        _domain.Dispose();
    }

    public static TheoryData<string, byte[]> BadHellos { get; } = new()
    {
        { "truncated", RawConnector.GoodHello[..31] },
        { "one byte", "C"u8.ToArray() },
        { "nothing", [] },
        { "too long", [.. RawConnector.GoodHello, 0] },
        { "much too long", [.. RawConnector.GoodHello, .. new byte[4096]] },
        { "other magic", [.. "HTTP/1.1"u8, .. RawConnector.GoodHello[8..]] },
    };

    [Theory]
    [MemberData(nameof(BadHellos))]
    public void Hello_ThatIsNone_EndsTheMeeting(string what, byte[] hello)
    {
        using (RawConnector hostile = new(_listener.Address))
        {
            hostile.Say(hello);
            hostile.WaitForHangUp();
        }

        Assert.NotEmpty(what);
        _log.WaitFor("does not speak the protocol");
        MeetsStill();
    }

    [Fact]
    public void Hello_WithSomethingElseThanAnEventfd_EndsTheMeeting_AndAllIsClosed()
    {
        MeetsStill();
        int before = OpenDescriptors.Count();
        using (AnonymousPipe pipe = AnonymousPipe.Create())
        {
            SafeHandle[] many = [.. Enumerable.Repeat<SafeHandle>(pipe.Writer.Descriptor, UnixSocket.MaxHandles)];
            foreach (SafeHandle[] handles in (SafeHandle[][])[[pipe.Writer.Descriptor], [], many])
            {
                using RawConnector hostile = new(_listener.Address);
                hostile.Say(new Hello(Hello.CurrentVersion, 1, 0, MeetingFlags.Bell).ToBytes(), handles);
                hostile.WaitForHangUp();
                _log.WaitFor("sent something else than an eventfd");
            }
        }

        MeetsStill();
        AssertDescriptors(before);
    }

    [Fact]
    public void Hello_WithDescriptorsThatNobodyAskedFor_ClosesThem()
    {
        MeetsStill();
        int before = OpenDescriptors.Count();
        using (AnonymousPipe pipe = AnonymousPipe.Create())
        {
            using RawConnector generous = new(_listener.Address);
            generous.Say(RawConnector.GoodHello, [.. Enumerable.Repeat<SafeHandle>(pipe.Writer.Descriptor, 50)]);
            using SharedConnection accepted = _listener.Accept();
        }

        AssertDescriptors(before);
    }

    [Fact]
    public void ConnectorsThatSayNothing_KeepNobodyWaiting()
    {
        RawConnector[] silent = [.. Enumerable.Range(0, 100).Select(_ => new RawConnector(_listener.Address))];
        MeetsStill();
        foreach (RawConnector one in silent)
            one.Dispose();
        _log.WaitFor("went away");
    }

    [Fact]
    public void ConnectorThatSaysNothing_IsDroppedAfterAWhile()
    {
        using SharedConnectionListener hasty = SharedConnectionListener.Listen("hasty", _domain.Options with { Logger = _log, MeetingTimeout = TimeSpan.FromMilliseconds(20) });
        using RawConnector silent = new(hasty.Address);
        silent.WaitForHangUp();
        _log.WaitFor("connected and said nothing for 0.02 s");
    }

    public static TheoryData<string> Violations { get; } = new(
        "unknown", "empty", "B with a byte", "B with a handle", "H without a handle", "H with two", "H with a long note", "H without credit", "A without a handle", "A with a byte");

    [Theory]
    [MemberData(nameof(Violations))]
    public void Garbage_OnTheMeetingSocket_EndsTheConnection_AndAllIsClosed(string what)
    {
        MeetsStill();
        int before = OpenDescriptors.Count();
        using (AnonymousPipe pipe = AnonymousPipe.Create())
        using (RawConnector hostile = new RawConnector(_listener.Address).Meet())
        {
            using SharedConnection accepted = _listener.Accept();
            SafeHandle handle = pipe.Writer.Descriptor;
            switch (what)
            {
                case "unknown": hostile.Say("Z"u8); break;
                case "empty": hostile.Say([]); break;
                case "B with a byte": hostile.Say("BB"u8); break;
                case "B with a handle": hostile.Say("B"u8, handle); break;
                case "H without a handle": hostile.Say("Hnote"u8); break;
                case "H with two": hostile.Say("H"u8, handle, handle); break;
                case "H with a long note": hostile.Say([(byte)'H', .. new byte[1025]], handle); break;
                case "H without credit": Repeat(17, () => hostile.Say("H"u8, handle)); break;
                case "A without a handle": hostile.Say("A"u8); break;
                case "A with a byte": hostile.Say("AA"u8); break;
            }

            hostile.WaitForHangUp();
            Assert.Throws<ProtocolViolationException>(() => accepted.Receive());
            Assert.Throws<ProtocolViolationException>(() => accepted.Send("x"u8));
            Assert.Equal(SharedConnectionState.Failed, accepted.State);
            Assert.Throws<ProtocolViolationException>(() => Repeat(17, () => accepted.ReceiveHandle().Dispose()));
            Assert.Throws<ProtocolViolationException>(() => accepted.SendHandle(handle));
        }

        AssertDescriptors(before);
        MeetsStill();
    }

    [Fact]
    public void Flood_OfRings_IsRead_AndOtherConnectionsGoOn()
    {
        using RawConnector hostile = new RawConnector(_listener.Address).Meet();
        using SharedConnection flooded = _listener.Accept();
        using CancellationTokenSource enough = new();
        Task<int> flood = Causeway.Tests.Named.OwnThread.Start(() =>
        {
            int sent = 0;
            for (; !enough.IsCancellationRequested; sent++)
                hostile.Say("B"u8);
            return sent;
        });
        for (int i = 0; i < 20; i++)
            MeetsStill();
        enough.Cancel();
        Assert.True(flood.Result > 0);
        Assert.Equal(SharedConnectionState.Open, flooded.State);
    }

    [Fact]
    public void RandomMeetings_EndWithoutALeak()
    {
        MeetsStill();
        int before = OpenDescriptors.Count();
        Random random = TestLoad.NewRandom();
        using (AnonymousPipe pipe = AnonymousPipe.Create())
        using (EventCounter counter = EventCounter.Create())
        {
            for (int round = 0; round < TestLoad.Rounds(4000); round++)
                Attack(random, [pipe.Reader.Descriptor, pipe.Writer.Descriptor, counter.Descriptor]);
        }

        while (_listener.TryAccept(out SharedConnection? one))
            one.Dispose();
        MeetsStill();
        AssertDescriptors(before);
    }

    private void Attack(Random random, SafeHandle[] handles)
    {
        using RawConnector hostile = new(_listener.Address);
        byte[] hello = RawConnector.GoodHello;
        for (int i = random.Next(4); i > 0; i--)
            hello[random.Next(hello.Length)] = (byte)(random.Next(2) == 0 ? random.Next(4) : random.Next(256));
        Array.Resize(ref hello, random.Next(4) == 0 ? random.Next(80) : hello.Length);
        SafeHandle[] sent = [.. Enumerable.Range(0, hello.Length == 0 ? 0 : random.Next(4)).Select(_ => handles[random.Next(handles.Length)])];
        try
        {
            hostile.Say(hello, sent);
            for (int i = random.Next(8); i > 0; i--)
            {
                byte[] message = new byte[random.Next(1, 6)];
                random.NextBytes(message);
                message[0] = "BAHZ"u8[random.Next(4)];
                hostile.Say(message, random.Next(2) == 0 ? [] : sent);
            }
        }
        catch (SyscallException gone) when (gone.Errno == Errno.EPIPE || gone.Errno == Errno.ECONNRESET)
        {
            // It was sent away before it had said all.
        }

        if (_listener.TryAccept(out SharedConnection? accepted))
            accepted.Dispose();
    }

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
            action();
    }

    private void MeetsStill()
    {
        using SharedConnection connection = SharedConnection.Connect("orders", _domain.Options);
        while (true)
        {
            using SharedConnection accepted = _listener.Accept();
            if (accepted.State != SharedConnectionState.Open)
                continue;
            connection.Send("still here"u8);
            using MessageLease message = accepted.Receive();
            Assert.Equal(10, message.Length);
            return;
        }
    }

    private static void AssertDescriptors(int before) =>
        Assert.True(SpinWait.SpinUntil(() => OpenDescriptors.Count() <= before, Watchdog.Limit), string.Create(CultureInfo.InvariantCulture, $"{OpenDescriptors.Count()} descriptors, {before} before"));
}
