using System.Globalization;
using Causeway.Sys;

namespace Causeway.Tests.Signals;

/// <summary>Masks, and what is known of a process's signals.</summary>
public sealed class SignalStateTests
{
    [Fact]
    public void Of_APeerInC_IsWhatItSetUp()
    {
        using Peer peer = SignalPeer.StartC("state");
        ProcessSignals state = ProcessSignals.Of(peer.Process.Id);
        Assert.Equal("SIGUSR1 SIGRTMIN+2", state.Blocked.ToString());
        Assert.Equal("SIGUSR1 SIGRTMIN+2", state.Pending.ToString());
        Assert.Equal("SIGRTMIN+2", state.PendingForThread.ToString());
        Assert.Equal("SIGUSR2", state.Ignored.ToString());
        Assert.Equal("SIGINT SIGRTMAX", state.Caught.ToString());
        Assert.Equal((peer.Process.Id, peer.Process.Id), (state.ProcessId, state.ThreadId));
        Assert.InRange(state.Queued, 2u, state.QueueLimit);
        Assert.Equal(state.Blocked, ProcessSignals.OfThread(peer.Process.Id, peer.Process.Id).Blocked);
    }

    [Fact]
    public void Of_ThisProcess_HasWhatTheRuntimeUses()
    {
        // What edge-cases has of a .NET process: PIPE is ignored, faults and SIGRTMIN are caught.
        ProcessSignals state = ProcessSignals.Of(Environment.ProcessId);
        Assert.True(state.Ignored.Contains(Signal.Pipe));
        Assert.True(state.Caught.IsSupersetOf(SignalSet.Of(new(4), new(8), new(11), Signal.Term, new(LibC.libc_current_sigrtmin()))));
    }

    [Fact]
    public void Of_NoSuchProcess_IsEsrch()
    {
        using ChildProcess child = ChildProcess.Start("true");
        child.WaitForExit();
        SyscallException[] failures =
        [
            Assert.Throws<SyscallException>(() => ProcessSignals.Of(int.MaxValue)),
            Assert.Throws<SyscallException>(() => ProcessSignals.OfThread(Environment.ProcessId, int.MaxValue)),
        ];
        Assert.All(failures, static failure => Assert.Equal((Errno.ESRCH, true), (failure.Errno, failure.Message.Contains("has ended", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Mask_OfAThread_NestsAndIsSetBack()
    {
        Assert.True(await Named.OwnThread.Start(static () =>
        {
            SignalSet before = SignalMask.Current;
            using (SignalMask.Block(SignalSet.Of(Signal.Usr1, new Signal(40))))
            {
                using (SignalMask.Block(SignalSet.Of(Signal.Usr1, Signal.Usr2)))
                    Assert.True(SignalMask.Current.IsSupersetOf(SignalSet.Of(Signal.Usr1, Signal.Usr2, new Signal(40))));
                Assert.False(SignalMask.Current.Contains(Signal.Usr2));
                Assert.True(SignalMask.Current.Contains(Signal.Usr1));
                using (SignalMask.Unblock(SignalSet.Of(new Signal(40))))
                    Assert.False(SignalMask.Current.Contains(new Signal(40)));
                Assert.True(SignalMask.Current.Contains(new Signal(40)));
                Assert.Equal(SignalMask.Current, ProcessSignals.OfThread(Environment.ProcessId, LibC.gettid()).Blocked);
            }

            Assert.Equal(before, SignalMask.Current);
            return true;
        }));
    }

    [Fact]
    public async Task Mask_SignalToTheThreadMeanwhile_WaitsForIt_AndIsPendingForThatThreadAlone()
    {
        // The signal has a handler, this receiver's, when it is let through.
        using SignalReceiver receiver = new(SignalSet.Of(new Signal(52)));
        Assert.True(await Named.OwnThread.Start(static () =>
        {
            using SignalMask mask = SignalMask.Block(SignalSet.Of(new Signal(52)));
            int self = LibC.gettid();
            Causeway.Signals.QueueToThread(Environment.ProcessId, self, new Signal(52), 1);
            return ProcessSignals.OfThread(Environment.ProcessId, self).PendingForThread.Contains(new Signal(52));
        }));
        Assert.Equal(new Signal(52), receiver.Receive().Signal);
    }

    [Theory]
    [InlineData(9, "cannot", "blocked")]
    [InlineData(19, "cannot", "blocked")]
    [InlineData(32, "C library", "32")]
    [InlineData(33, "C library", "33")]
    [InlineData(34, "belongs to", "SIGRTMIN+0")]
    [InlineData(11, ".NET runtime", "SIGSEGV")]
    [InlineData(7, ".NET runtime", "SIGBUS")]
    [InlineData(8, ".NET runtime", "SIGFPE")]
    [InlineData(61, "Interrupter", "SIGRTMAX-3")]
    public void ReceiveAndBlock_WhatBelongsToSomebodyElse_SayWhoseItIs(int number, string whose, string name)
    {
        whose = whose == "cannot" ? "neither received nor" : whose;
        SignalSet signals = SignalSet.Of(new Signal(number), Signal.Usr1);
        Action[] calls =
        [
            () => new SignalReceiver(signals).Dispose(), () => Causeway.Signals.Wait(signals), () => Causeway.Signals.TryWait(signals, out _),
            () => SignalMask.Block(signals).Dispose(), () => SignalMask.Unblock(signals).Dispose(),
        ];
        foreach (Action call in calls)
        {
            string message = Assert.Throws<ArgumentException>(call).Message;
            Assert.Contains(whose, message, StringComparison.Ordinal);
            Assert.Contains(name, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ReceiveAndBlock_NoSignal_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new SignalReceiver(SignalSet.Empty));
        Assert.Throws<ArgumentException>(() => Causeway.Signals.Wait(SignalSet.Empty));
        Assert.Throws<ArgumentException>(() => SignalMask.Block(SignalSet.Empty).Dispose());
        Assert.Throws<ArgumentOutOfRangeException>(() => Causeway.Signals.Wait(SignalSet.Of(Signal.Usr1), TimeSpan.FromSeconds(-2)));
    }

    [Theory]
    [InlineData("USR1", 10)]
    [InlineData("sigusr1", 10)]
    [InlineData("10", 10)]
    [InlineData("RTMIN", 34)]
    [InlineData("SIGRTMIN+10", 44)]
    [InlineData("rtmax-3", 61)]
    [InlineData("RTMAX", 64)]
    [InlineData("CLD", 17)]
    [InlineData("USR3", 0)]
    [InlineData("RTMIN+31", 0)]
    [InlineData("RTMAX-31", 0)]
    [InlineData("SIG10", 0)]
    [InlineData("0", 0)]
    [InlineData("65", 0)]
    [InlineData("", 0)]
    [InlineData(null, 0)]
    public void TryParse_NameOrNumber_IsTheSignal(string? text, int number)
    {
        Assert.Equal(number != 0, Signal.TryParse(text, out Signal signal));
        Assert.Equal(number, signal.Number);
    }

    [Fact]
    public void Parse_EverySignalsName_IsThatSignal()
    {
        Assert.All(SignalSet.All.Where(static signal => signal.Number is not (32 or 33)), static signal => Assert.Equal(signal, Signal.Parse(signal.Name)));
        Assert.Throws<FormatException>(() => Signal.Parse(string.Create(CultureInfo.InvariantCulture, $"{65}")));
        Assert.Equal(new Signal(36), Signal.RealTime(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Signal.RealTime(31));
    }
}
