using System.Runtime.CompilerServices;
using Causeway.Messaging.Meeting;
using Causeway.Messaging.Tests.Connections;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>Who keeps a connection alive, and what both sides agree on for its life.</summary>
public sealed class LifetimeTests
{
    [Fact]
    public void Connection_ThatNobodyHasAnyMore_IsFinalised_AndThePeerSeesIt()
    {
        using SharedConnection kept = Abandon();
        Assert.True(SpinWait.SpinUntil(() => Collect() && kept.State == SharedConnectionState.PeerDied, Watchdog.Limit));
    }

    [Fact]
    public async Task Connection_ThatOnlyAnAwaitHas_LivesOn()
    {
        TaskCompletionSource<int> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using SharedConnection kept = AbandonAwaiting(received);
        for (int i = 0; i < 5; i++)
            Collect();
        using EventCounter counter = EventCounter.Create();
        kept.SendHandle(counter.Descriptor, new byte[7]);
        Assert.Equal(7, await received.Task.WaitAsync(Watchdog.Limit));
        Assert.True(SpinWait.SpinUntil(() => Collect() && kept.State == SharedConnectionState.PeerDied, Watchdog.Limit));
    }

    [Fact]
    public void Barriers_AreUsedOnlyWhereBothSidesHaveThem()
    {
        using MeetingDomain domain = new();
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", domain.Options);
        bool has = Membarrier.IsRegistered;
        Assert.Equal(has, AgreedOn(MeetingFlags.Barriers));
        Assert.False(AgreedOn(MeetingFlags.None));
        try
        {
            Membarrier.IsTurnedOff = true;
            Assert.False(AgreedOn(MeetingFlags.Barriers));
            using SharedConnection connection = SharedConnection.Connect("orders", domain.Options);
            using SharedConnection accepted = listener.Accept();
            Task<int> echo = Causeway.Tests.Named.OwnThread.Start(() => Echo(accepted));
            for (int i = 0; i < 1000; i++)
            {
                connection.Send(new byte[i % 100]);
                using MessageLease answer = connection.Receive();
                Assert.Equal(i % 100, answer.Length);
            }

            connection.CompleteSending();
            Assert.Equal(1000, echo.Result);
        }
        finally
        {
            Membarrier.IsTurnedOff = false;
        }

        bool AgreedOn(MeetingFlags flags)
        {
            using RawConnector connector = new(listener.Address);
            connector.Say(new Hello(Hello.CurrentVersion, 1, 0, flags).ToBytes());
            byte[] answer = new byte[64];
            using UnixReceived received = connector.Socket.ReceiveWithHandles(answer);
            Assert.True(Welcome.TryRead(answer.AsSpan(0, received.Count), out Welcome welcome));
            listener.Accept().Dispose();
            return welcome.Flags.HasFlag(MeetingFlags.Barriers);
        }
    }

    private static int Echo(SharedConnection connection)
    {
        int count = 0;
        try
        {
            while (true)
            {
                using MessageLease message = connection.Receive();
                connection.Send(message.Span);
                count++;
            }
        }
        catch (PeerClosedException)
        {
            return count;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static SharedConnection Abandon()
    {
        ConnectionPair pair = new();
        pair.One.Send("before it went"u8);
        pair.Two.Receive().Dispose();
        return pair.Two;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static SharedConnection AbandonAwaiting(TaskCompletionSource<int> received)
    {
        ConnectionPair pair = new();
        _ = Await(pair.One, received);
        return pair.Two;

        static async Task Await(SharedConnection connection, TaskCompletionSource<int> received)
        {
            using ReceivedHandle handle = await connection.ReceiveHandleAsync();
            received.SetResult(handle.Note.Length);
        }
    }

    private static bool Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return true;
    }
}
