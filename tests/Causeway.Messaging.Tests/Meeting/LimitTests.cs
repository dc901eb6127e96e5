using System.Globalization;
using Causeway.Messaging.Meeting;
using Causeway.Waiting;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>Descriptor limits, in peers that have few: each a clear error where it happens, told to the other side, and no end of the listener.</summary>
public sealed class LimitTests : IDisposable
{
    private const int Few = 250;
    private const int OfBothSides = 6;
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void Listener_OutOfDescriptors_TellsBothSides_AndGoesOn()
    {
        using Peer peer = Peer.StartDotnetLimited(Few, ListenFullInPeer, _domain.Path);
        peer.Expect("ready");
        peer.Send("fill");
        peer.Expect("full");

        ConnectionRefusedException refused = Assert.Throws<ConnectionRefusedException>(() => SharedConnection.Connect("orders", _domain.Options));
        Assert.Equal(ConnectionRefusal.Resources, refused.Reason);
        Assert.Contains("out of descriptors or memory", refused.Message, StringComparison.Ordinal);
        peer.Expect("accept4 EMFILE");
        peer.Expect("some");
        for (int free = 1; free < 6; free++)
        {
            peer.Send("free one");
            peer.Expect("freed");
            Assert.Equal(ConnectionRefusal.Resources, Assert.Throws<ConnectionRefusedException>(() => SharedConnection.Connect("orders", _domain.Options)).Reason);
            Assert.EndsWith("EMFILE", peer.ReadLine(), StringComparison.Ordinal);
            peer.Expect("some");
            if (free == 2)
                break;
        }

        peer.Send("free all");
        peer.Expect("freed");
        using SharedConnection connection = SharedConnection.Connect("orders", _domain.Options);
        peer.Expect("accepted");
    }

    [Fact]
    public void Connector_OutOfDescriptors_SaysSo_AndLeaksNone()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options);
        using Peer peer = Peer.StartDotnetLimited(Few, ConnectFullInPeer, _domain.Path);
        peer.ExpectSuccess();
    }

    [Fact]
    public void ReceiveHandle_WithoutRoomForIt_SaysThatItIsLost_AndGoesOn()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options);
        using Peer peer = Peer.StartDotnetLimited(Few, ReceiveFullInPeer, _domain.Path);
        using SharedConnection connection = listener.Accept();
        using EventCounter counter = EventCounter.Create();
        connection.SendHandle(counter.Descriptor);
        peer.Expect("ready");
        peer.Expect("full");
        connection.SendHandle(counter.Descriptor);
        peer.Expect("lost EMFILE");
        for (int i = 0; i < 20; i++)
            connection.SendHandle(counter.Descriptor);
        peer.ExpectSuccess();
    }

    private static void ListenFullInPeer(string[] arguments)
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", MeetingDomain.OptionsOf(arguments[0]));

        // Once, so that all is there that the first meeting needs: the reactor, compiled code, the pool.
        SharedConnection.Connect("orders", MeetingDomain.OptionsOf(arguments[0])).Dispose();
        listener.Accept().Dispose();

        // And once more, to see that the descriptors of a meeting are all back.
        SharedConnection one = SharedConnection.Connect("orders", MeetingDomain.OptionsOf(arguments[0]));
        SharedConnection other = listener.Accept();
        int meeting = OpenDescriptors.Count();
        one.Dispose();
        other.Dispose();
        AwaitDescriptors(meeting - OfBothSides);
        Console.WriteLine("ready");
        Console.ReadLine();
        Stack<SafeFileDescriptor> all = Fill();
        Console.WriteLine("full");
        while (true)
        {
            try
            {
                using SharedConnection accepted = listener.Accept();
                Console.WriteLine("accepted");
                return;
            }
            catch (SyscallException full)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{full.Operation} {full.Errno.Name}"));
                Console.WriteLine("some");
            }

            string order = Console.ReadLine()!;
            for (int count = order == "free one" ? 1 : all.Count; count > 0; count--)
                all.Pop().Dispose();
            Console.WriteLine("freed");
        }
    }

    private static void ConnectFullInPeer(string[] arguments)
    {
        SharedConnectionOptions options = MeetingDomain.OptionsOf(arguments[0]);
        _ = Reactor.Shared;
        int before = OpenDescriptors.Count();
        SharedConnection.Connect("orders", options).Dispose();
        AwaitDescriptors(before);
        Stack<SafeFileDescriptor> all = Fill();
        int refused = 0;
        while (true)
        {
            try
            {
                SharedConnection.Connect("orders", options).Dispose();
                break;
            }
            catch (SyscallException full)
            {
                Assert.Equal(Errno.EMFILE, full.Errno);
                refused++;
            }

            all.Pop().Dispose();
        }

        // The directory or the socket; its eventfd; the memory; the listener's eventfd; the memory once more while it is checked.
        Assert.InRange(refused, 3, 8);
        while (all.TryPop(out SafeFileDescriptor? one))
            one.Dispose();
        AwaitDescriptors(before);
    }

    private static void ReceiveFullInPeer(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect("orders", MeetingDomain.OptionsOf(arguments[0]));

        // Once, so that all is loaded that it needs: an assembly takes a descriptor, too.
        connection.ReceiveHandle().Dispose();
        Assert.Throws<TimeoutException>(() => connection.ReceiveHandle(TimeSpan.FromMilliseconds(1)));
        Console.WriteLine("ready");
        Stack<SafeFileDescriptor> all = Fill();
        Console.WriteLine("full");
        SyscallException lost = Assert.Throws<SyscallException>(() => connection.ReceiveHandle());
        Console.WriteLine($"lost {lost.Errno.Name}");
        for (int i = 0; i < 10; i++)
            all.Pop().Dispose();
        int received = 0;
        for (int i = 0; i < 20; i++)
        {
            try
            {
                connection.ReceiveHandle().Dispose();
                received++;
            }
            catch (SyscallException)
            {
                // It came before there was room.
            }
        }

        Assert.InRange(received, 1, 20);
    }

    /// <summary>The reactor lets go of what was closed a moment later: it would be free after all the others are taken.</summary>
    private static void AwaitDescriptors(int before) =>
        Assert.True(SpinWait.SpinUntil(() => OpenDescriptors.Count() <= before, Watchdog.Limit), $"{OpenDescriptors.Count()} descriptors, {before} before");

    /// <summary>Takes every descriptor that there is.</summary>
    private static Stack<SafeFileDescriptor> Fill()
    {
        Stack<SafeFileDescriptor> all = new();
        try
        {
            while (true)
                all.Push(Bell.Create());
        }
        catch (SyscallException full) when (full.Errno == Errno.EMFILE)
        {
            return all;
        }
    }
}
