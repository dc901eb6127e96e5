using System.Globalization;
using Causeway.Sys;

namespace Causeway.Tests.Signals;

/// <summary>Signals from C (tests/Peers/signals.c) to a .NET process that was started with them blocked.</summary>
public sealed class SignalReceiverInteropTests
{
    private static readonly SignalSet s_signals = SignalSet.Of(Signal.Usr1, Signal.Usr2, new(36), new(40), new(43), new(44));

    [Theory]
    [InlineData("receive")]
    [InlineData("timed")]
    [InlineData("try")]
    [InlineData("async")]
    [InlineData("all")]
    [InlineData("wait")]
    public void Receive_PeerQueues_TellsSignalValueSenderAndCause(string how)
    {
        using Peer receiver = StartReceiver();
        using Peer sender = Peer.StartC("signals", "queue", Text(receiver.Process.Id), "44", "123", "-7");
        sender.ExpectSuccess();

        receiver.Send($"{how} 2");
        receiver.Expect($"SIGRTMIN+10 SI_QUEUE from pid {sender.Process.Id}, uid {LibC.getuid()}, value 123");
        receiver.Expect($"SIGRTMIN+10 SI_QUEUE from pid {sender.Process.Id}, uid {LibC.getuid()}, value -7");
    }

    private static Peer StartReceiver()
    {
        ChildProcessOptions options = Peer.DotnetOptions(ReceiveInPeer);
        options.BlockedSignals = s_signals;
        Peer peer = Peer.Start(options);
        peer.Expect("ready");
        return peer;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task ReceiveInPeer(string[] arguments)
    {
        using SignalReceiver receiver = new(s_signals);
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            for (int left = int.Parse(words[1], CultureInfo.InvariantCulture); left > 0; left--)
                Console.WriteLine(await ReceiveAsync(receiver, words[0]));
        }
    }

    private static async Task<ReceivedSignal> ReceiveAsync(SignalReceiver receiver, string how)
    {
        switch (how)
        {
            case "receive":
                return receiver.Receive();
            case "timed":
                return receiver.Receive(TimeSpan.FromMinutes(1));
            case "try":
                return receiver.TryReceive(out ReceivedSignal signal) ? signal : throw new InvalidOperationException("none is pending");
            case "async":
                return await receiver.ReceiveAsync();
            case "wait":
                return Causeway.Signals.Wait(s_signals);
            default:
                await foreach (ReceivedSignal one in receiver.ReadAllAsync())
                    return one;
                throw new InvalidOperationException("the stream ended");
        }
    }
}
