using System.Globalization;

namespace Causeway.Tests.Processes.Tracing;

public sealed class TracerFailureTests
{
    [Fact]
    public void Seize_TracedAlready_NamesTheTracer()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer first = ProcessTracer.Seize(peer.Id);
        SyscallException refused = Assert.Throws<SyscallException>(() => ProcessTracer.Seize(peer.Id));
        Assert.Equal(Errno.EPERM, refused.Errno);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} ("), refused.Message, StringComparison.Ordinal);
        Assert.Contains("traces it already", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Seize_NoSuchProcess_SaysSo() =>
        Assert.Equal(Errno.ESRCH, Assert.Throws<SyscallException>(() => ProcessTracer.Seize(1_000_000_000)).Errno);

    [Fact]
    public void Seize_ItsOwnProcess_SaysSo()
    {
        SyscallException refused = Assert.Throws<SyscallException>(() => ProcessTracer.Seize(Environment.ProcessId));
        Assert.Contains("cannot trace itself", refused.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public void Seize_AnotherUsersProcess_SaysWhatIsNeeded()
    {
        using TracedPeer peer = TracedPeer.Start();
        OtherUser.ExpectSuccess(ExpectRefusal, peer.Id.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Run_TimeoutTokenAndHandlersException_EndItAndNotTheTracing()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id);
        Assert.Throws<TimeoutException>(() => tracer.Run(static _ => TraceAction.Continue, TimeSpan.FromMilliseconds(5)));
        Assert.ThrowsAny<OperationCanceledException>(() => tracer.Run(static _ => TraceAction.Continue, timeout: null, new CancellationToken(canceled: true)));
        peer.Peer.Send("raise");
        Assert.Throws<NotSupportedException>(() => tracer.Run(static _ => throw new NotSupportedException()));
        Assert.Equal("raised 10", peer.Peer.ReadLine());
        Assert.Equal([peer.Id], tracer.ThreadIds);
        peer.Peer.Send("raise");
        Assert.ThrowsAny<OperationCanceledException>(() => RunOnce(tracer));
        Assert.Equal("raised 0", peer.Peer.ReadLine());
    }

    [Fact]
    public async Task Run_FromTheHandlerOrTwice_IsRefused()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id);
        Exception? nested = null;
        Task run = tracer.RunAsync(_ =>
        {
            nested = Record.Exception(() => tracer.Run(static _ => TraceAction.Continue));
            return TraceAction.Continue;
        });
        Assert.Equal("raised 10", peer.Ask("raise"));
        Assert.IsType<InvalidOperationException>(nested);
        Assert.Throws<InvalidOperationException>(() => tracer.Run(static _ => TraceAction.Continue));
        tracer.Detach(peer.Id);
        await run;
    }

    [Fact]
    public void Arguments_Bad_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessTracer.Seize(0));
        Assert.Throws<ArgumentNullException>(() => ProcessTracer.Start(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => SystemCallSet.Of(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SystemCallSet.Of(4096));
        Assert.Throws<ArgumentOutOfRangeException>(() => TraceAction.Deliver(default));
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id);
        Assert.Throws<ArgumentException>(() => tracer.AddBreakpoint(1, 0));
        Assert.Equal(Errno.EIO, Assert.Throws<SyscallException>(() => tracer.AddBreakpoint(peer.Id, 8)).Errno);
    }

    private static void RunOnce(ProcessTracer tracer)
    {
        using CancellationTokenSource once = new();
        tracer.Run(
            _ =>
            {
                once.Cancel();
                return TraceAction.Swallow;
            },
            timeout: null,
            once.Token);
    }

    private static void ExpectRefusal(string[] arguments)
    {
        SyscallException refused = Assert.Throws<SyscallException>(() => ProcessTracer.Seize(int.Parse(arguments[0], CultureInfo.InvariantCulture)));
        Assert.Equal(Errno.EPERM, refused.Errno);
        Assert.Contains("CAP_SYS_PTRACE", refused.Message, StringComparison.Ordinal);
    }
}
