using System.Runtime.InteropServices;

namespace Causeway.Tests.Processes.Tracing;

public sealed class TracerControlTests
{
    private static readonly bool s_isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly int s_getppid = s_isArm ? 173 : 110;

    [Fact]
    public async Task Memory_ReadAndWritten_IsTheProgramsOwn()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id, new ProcessTracerOptions { SystemCalls = SystemCallSet.Of(s_getppid) });
        long read = 0;
        int nothing = -1;
        Task run = tracer.RunAsync(stop =>
        {
            if (stop.Kind == TraceStopKind.SystemCallEntered)
            {
                read = read == 0 ? stop.Thread.ReadMemory<long>(peer.Variable) : read;
                stop.Thread.WriteMemory(peer.Variable, 99L);
                nothing = stop.Thread.TryReadMemory(8, new byte[16]);
                TracedThread thread = stop.Thread;
                Assert.Equal(Errno.EIO, Assert.Throws<SyscallException>(() => thread.ReadMemory<byte>(8)).Errno);
            }

            return TraceAction.Continue;
        });
        Assert.Equal("called parent", peer.Ask("call"));
        Assert.Equal("value 99", peer.Ask("value"));
        Assert.Equal(41, read);
        Assert.Equal(0, nothing);
        tracer.Detach(peer.Id);
        await run;
    }

    [Fact]
    public async Task Registers_ChangedAtAnExit_ChangeTheResult()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id, new ProcessTracerOptions { SystemCalls = SystemCallSet.Of(s_getppid) });
        bool done = false;
        Task run = tracer.RunAsync(stop =>
        {
            if (stop.Kind == TraceStopKind.SystemCallExited && !done)
            {
                done = true;
                SetResult(stop.Thread, 1);
            }

            return TraceAction.Continue;
        });
        Assert.Equal("called changed", peer.Ask("call"));
        Assert.Equal("called parent", peer.Ask("call"));
        tracer.Detach(peer.Id);
        await run;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Interrupt_BlockedThread_IsSeenAndGoesOn(bool tracesCalls)
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id, new ProcessTracerOptions { SystemCalls = tracesCalls ? SystemCallSet.All : SystemCallSet.None });
        using SemaphoreSlim seen = new(0);
        Task run = tracer.RunAsync(stop =>
        {
            if (stop.Kind == TraceStopKind.Interrupted)
                seen.Release();
            return TraceAction.Continue;
        });
        Assert.True(tracer.Interrupt(peer.Id));
        await seen.WaitAsync();
        Assert.False(tracer.Interrupt(1_000_000_000));
        Assert.Equal("value 41", peer.Ask("value"));
        tracer.Detach(peer.Id);
        await run;
    }

    [Fact]
    public void Threads_AskedOutsideTheirStop_Refuse()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id);
        TracedThread? thread = null;
        peer.Peer.Send("raise");
        using CancellationTokenSource seen = new();
        Assert.ThrowsAny<OperationCanceledException>(() => tracer.Run(
            stop =>
            {
                thread = stop.Thread;
                seen.Cancel();
                return TraceAction.Continue;
            },
            timeout: null,
            seen.Token));
        Assert.Throws<InvalidOperationException>(() => thread!.InstructionPointer);
        Assert.Throws<InvalidOperationException>(() => thread!.TryReadMemory(peer.Variable, new byte[1]));
        Assert.Equal("raised 10", peer.Peer.ReadLine());
    }

    private static void SetResult(TracedThread thread, ulong result)
    {
        if (s_isArm)
        {
            Arm64Registers arm = thread.ReadArm64Registers();
            arm[0] = result;
            thread.WriteRegisters(arm);
            return;
        }

        X64Registers x64 = thread.ReadX64Registers();
        x64.Rax = result;
        thread.WriteRegisters(x64);
    }
}
