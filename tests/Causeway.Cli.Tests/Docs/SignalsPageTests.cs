using System.Globalization;
using Causeway.Samples.Docs;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The code of docs/signals.md does what that says, each end in a process of its own.</summary>
public sealed class SignalsPageTests : IDisposable
{
    private readonly string _name = $"/causeway-docs-{Environment.ProcessId}-signals";

    public void Dispose() => PosixSharedMemory.TryDelete(_name);

    [Fact]
    public void ParentAndChild_DataInSharedMemoryAnnouncedBySignals_BothWays()
    {
        using Peer parent = Peer.StartDotnet(TotalInPeer, _name);
        parent.Expect("12");
        parent.ExpectSuccess();
    }

    [Fact]
    public void ServerAndClient_FindEachOtherThroughSharedMemory_AndTalkBySignals()
    {
        SignalSet blocked = SignalSet.Of(Signal.RealTime(2));
        using Peer server = Start(blocked, ServeInPeer, _name, "2");
        Assert.True(SpinWait.SpinUntil(IsServed, Watchdog.Limit));
        foreach (string text in (string[])["hello", "wörld"])
        {
            using Peer client = Start(blocked, AskInPeer, _name, text);
            client.Expect(text.ToUpperInvariant());
            client.ExpectSuccess();
        }

        server.ExpectSuccess();
    }

    [Fact]
    public void Worker_ReportsThroughSigchld()
    {
        using Peer supervisor = Start(SignalSet.Of(Signal.Chld), SuperviseInPeer);
        supervisor.Expect("ChildExited 7");
        supervisor.Expect("ChildKilled 9");
        supervisor.ExpectSuccess();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Receiver_TakesWhatIsSent_BlockedOrNot(bool blocked)
    {
        using Peer receiver = Start(blocked ? SignalSet.Of(Signal.Usr1, Signal.RealTime(2)) : SignalSet.Empty, ReceiveInPeer);
        SignalSet wanted = SignalSet.Of(Signal.Usr1, Signal.RealTime(2));
        Assert.True(SpinWait.SpinUntil(() => IsReady(receiver.Process.Id, wanted, blocked), Watchdog.Limit));
        Signals.Queue(receiver.Process.Id, Signal.RealTime(2), 42);
        receiver.Expect(blocked ? $"42 from {Environment.ProcessId}" : "0 from 0");
        Signals.Send(receiver.Process.Id, Signal.Usr1);
        receiver.ExpectSuccess();
    }

    [Fact]
    public void Show_ThisProcess_Prints() => SignalPages.Show(Environment.ProcessId);

    private bool IsServed()
    {
        if (!Array.Exists([.. PosixSharedMemory.List()], one => one.Name == _name && one.Status.SizeBytes == 4096))
            return false;
        using PosixSharedMemory memory = PosixSharedMemory.Open(_name);
        using MemoryMapping page = MemoryMapping.Map(memory);
        return Volatile.Read(ref page.GetReference<int>(0)) != 0;
    }

    private static bool IsReady(int process, SignalSet wanted, bool blocked)
    {
        ProcessSignals state = ProcessSignals.Of(process);
        return (blocked ? state.Blocked : state.Caught).IsSupersetOf(wanted);
    }

    private static Peer Start(SignalSet blocked, Delegate method, params string[] arguments)
    {
        ChildProcessOptions options = Peer.DotnetOptions(method, arguments);
        options.BlockedSignals = blocked;
        return Peer.Start(options);
    }

    private static void TotalInPeer(string[] arguments) =>
        Console.WriteLine(SignalPages.Total(Peer.DotnetOptions(AnswerInPeer, arguments[0], Environment.ProcessId.ToString(CultureInfo.InvariantCulture)), arguments[0]));

    private static void AnswerInPeer(string[] arguments) => SignalPages.Answer(arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture));

    private static void ServeInPeer(string[] arguments) => SignalPages.Serve(arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture));

    private static void AskInPeer(string[] arguments) => Console.WriteLine(SignalPages.Ask(arguments[0], arguments[1]));

    private static Task<int> ReceiveInPeer(string[] arguments) => SignalPages.ReceiveAsync(CancellationToken.None);

    private static void SuperviseInPeer(string[] arguments)
    {
        foreach (string script in (string[])["exit 7", "kill -9 $$"])
        {
            ReceivedSignal change = SignalPages.RunWorker(new ChildProcessOptions("sh", "-c", script));
            Console.WriteLine($"{change.Cause} {change.Status}");
        }
    }
}
