using System.Diagnostics;
using System.Globalization;
using Causeway.Messaging.Tests.Meeting;

namespace Causeway.Messaging.Tests.Hostile;

/// <summary>Processes in C (tests/Peers/connection_hostile.c) that store what they like wherever they can, ring, and send what they like.</summary>
public sealed class HostilePeerTests : IDisposable
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    /// <summary>All of it happens in a process of its own, which would not survive an access outside of the memory.</summary>
    [Theory]
    [InlineData(true, "messages")]
    [InlineData(false, "messages")]
    [InlineData(true, "stream")]
    [InlineData(false, "pipe")]
    [InlineData(true, "typed")]
    [InlineData(false, "typed")]
    public void RandomStores_AtFullSpeed_EndTheConnectionOrNothing(bool hostileConnects, string kind)
    {
        string socket = _domain.SocketOf("target");
        using var target = Peer.StartDotnet(HostileTarget.Live, socket, hostileConnects ? "listen" : "connect", kind, Text(TestLoad.Seed));
        Attack(target, "C#", hostileConnects, kind, shortly: 800);
    }

    /// <summary>The same against native/causeway.h, under the address and the undefined behaviour sanitizer where they are installed.</summary>
    [Theory]
    [InlineData(true, "messages")]
    [InlineData(false, "messages")]
    [InlineData(true, "bytes")]
    [InlineData(false, "bytes")]
    public void RandomStores_AgainstTheHeader_EndTheConnectionOrNothing(bool hostileConnects, string kind)
    {
        using var target = Peer.Start(new ChildProcessOptions(
            CCompiler.CompileSanitized("connection_target"), [hostileConnects ? "listen" : "connect", _domain.SocketOf("target"), Text(TestLoad.Seed), kind]));
        Attack(target, "C", hostileConnects, kind, shortly: 400);
    }

    private void Attack(Peer target, string language, bool hostileConnects, string kind, int shortly)
    {
        int milliseconds = TestLoad.IsLong ? 60_000 : shortly;
        string socket = _domain.SocketOf("target");
        string[] arguments = [hostileConnects ? "connect" : "listen", socket, Text(milliseconds), Text(TestLoad.Seed), kind is "messages" or "typed" ? "messages" : "bytes"];
        target.Expect("ready");
        using var hostile = Peer.StartC("connection_hostile", arguments);
        hostile.Expect("over");

        // One that has not survived it reads nothing more; what it said is more than that.
        if (target.Process.HasExited)
            target.ExpectSuccess();
        target.Send("over");
        string? result = target.ReadLine();
        target.ExpectSuccess();
        if (!hostileConnects)
            File.Delete(socket);
        Assert.StartsWith("connections ", result, StringComparison.Ordinal);
        Assert.DoesNotContain("connections 0", result, StringComparison.Ordinal);
        if (TestLoad.IsLong)
            Console.Error.WriteLine($"hostile peer that {arguments[0]}s, {language}, {kind}, {milliseconds / 1000} s: {result}");
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("bells")]
    public async Task WaitingWordsAndBells_AllTheTime_WaitsEndInTime(string what)
    {
        using var listener = SharedConnectionListener.Listen("target", _domain.Options);
        using var hostile = Peer.StartC("connection_hostile", "connect", _domain.SocketOf("target"), what, "messages");
        using SharedConnection connection = listener.Accept();
        hostile.Expect("met");
        using var other = SharedConnection.Connect("target", _domain.Options);
        using SharedConnection otherEnd = listener.Accept();

        Assert.Throws<TimeoutException>(() => connection.Receive(s_short));
        await AssertCancelledAsync(async token => (await connection.ReceiveAsync(token)).Dispose());
        await AssertCancelledAsync(async token => await connection.WaitToReceiveAsync(token));
        while (connection.TrySend(new byte[1000]))
        {
            // Until there is no room.
        }

        Assert.Throws<TimeoutException>(() => connection.Send(new byte[1000], s_short));
        await AssertCancelledAsync(async token => await connection.SendAsync(new byte[1000], token));

        // Others have their turn meanwhile, and who waits without a time is told the end.
        ValueTask<MessageLease> waiting = otherEnd.ReceiveAsync();
        other.Send("to another"u8);
        (await waiting.AsTask().WaitAsync(Watchdog.Limit)).Dispose();
        Task<MessageLease> ended = connection.ReceiveAsync().AsTask();
        hostile.Send("over");
        await Assert.ThrowsAsync<PeerDiedException>(() => ended.WaitAsync(Watchdog.Limit));
        hostile.Expect("over");
    }

    [Fact]
    public async Task Ends_ThatComeAndGo_AreOneEnd()
    {
        using var listener = SharedConnectionListener.Listen("target", _domain.Options);
        using var hostile = Peer.StartC("connection_hostile", "connect", _domain.SocketOf("target"), "ends", "messages");
        using SharedConnection connection = listener.Accept();
        hostile.Expect("met");

        // The mark may be gone between two looks at it, and then the peer has broken the protocol.
        Exception? first = Record.Exception(() => connection.Receive());
        Assert.True(first is PeerClosedException or ProtocolViolationException, $"{first}");
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < s_short;)
        {
            Exception? end = Record.Exception(() => connection.Receive(TimeSpan.FromMilliseconds(1)).Dispose());
            Assert.True(end is PeerClosedException or TimeoutException or ProtocolViolationException, $"{end}");
            end = await Record.ExceptionAsync(async () => await connection.WaitToReceiveAsync());
            Assert.True(end is null or PeerClosedException or ProtocolViolationException, $"{end}");
        }

        hostile.Send("over");
        hostile.Expect("over");
    }

    private static async Task AssertCancelledAsync(Func<CancellationToken, Task> wait)
    {
        using CancellationTokenSource soon = new(s_short);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait(soon.Token).WaitAsync(Watchdog.Limit));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
