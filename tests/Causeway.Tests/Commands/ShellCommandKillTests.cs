using System.Collections;
using System.Globalization;
using Causeway.Sys;

namespace Causeway.Tests.Commands;

/// <summary>A command that hangs, with a child of its own that hangs too; both ignore every signal that can be ignored.</summary>
public sealed class ShellCommandKillTests
{
    private static readonly ShellCommandOptions s_ownGroup = new() { OwnProcessGroup = true };

    private static string Peer => CCompiler.Compile("command");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kill_OwnGroup_EndsWhatTheCommandStartedToo(bool groupSignal)
    {
        bool present = LibC.HasProcessGroupSignal;
        LibC.HasProcessGroupSignal = present && groupSignal;
        try
        {
            using ShellCommand command = ShellCommand.OpenRead(Peer, ["hang"], s_ownGroup);
            int grandchild = await GrandchildAsync(command);
            command.Kill();
            Assert.Equal(Signal.Kill, command.Close().Signal);
            ExpectDead(grandchild);
        }
        finally
        {
            LibC.HasProcessGroupSignal = present;
        }
    }

    [GroupSignalFact]
    public async Task Kill_LeaderEndedLongAgo_StillReachesItsGroup()
    {
        using ShellCommand command = ShellCommand.OpenRead($"{Peer} hang & read line < /dev/null; exit 0", s_ownGroup);
        int grandchild = await GrandchildAsync(command);
        await command.WaitForExitAsync();
        Assert.True(command.TrySendSignal(Signal.Kill));
        ExpectDead(grandchild);
        Assert.Equal(0, await command.Output.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task Kill_GroupOfAnEndedFirstStage_EndsTheOthers()
    {
        bool present = LibC.HasProcessGroupSignal;
        LibC.HasProcessGroupSignal = false;
        try
        {
            using ShellCommand pipeline = ShellCommand.OpenRead([CommandStage.Program("true"), CommandStage.Program(Peer, "hang")], s_ownGroup);
            int grandchild = await GrandchildAsync(pipeline);
            await pipeline.Processes[0].WaitForExitAsync();
            pipeline.Kill();
            ShellCommandStatus status = pipeline.Close();
            Assert.Equal("exit code 0 | killed by SIGKILL", status.ToString());
            ExpectDead(grandchild);
            Assert.False(pipeline.TrySendSignal(Signal.Term));
        }
        finally
        {
            LibC.HasProcessGroupSignal = present;
        }
    }

    [Fact]
    public void Kill_NoGroup_EndsEachCommandOfThePipeline()
    {
        using ShellCommand pipeline = ShellCommand.OpenRead([CommandStage.Program("sleep", "1000"), CommandStage.Program("sleep", "1000")]);
        Assert.True(pipeline.TrySendSignal(Signal.Term));
        Assert.Equal("killed by SIGTERM | killed by SIGTERM", pipeline.Close().ToString());
        Assert.False(pipeline.TrySendSignal(Signal.Term));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.TrySendSignal(new Signal(0)));
    }

    [Fact]
    public async Task TrySendSignal_StageThatLeftTheGroup_GetsItToo()
    {
        foreach (Signal signal in new[] { Signal.Kill, Signal.Term })
        {
            using ShellCommand pipeline = ShellCommand.OpenRead([CommandStage.Program("sleep", "1000"), CommandStage.Program("setsid", "sh", "-c", "echo left; exec sleep 1000")], s_ownGroup);
            Assert.Equal(["left"], await pipeline.ReadLinesAsync().Take(1).ToArrayAsync());
            Assert.True(pipeline.TrySendSignal(signal));
            Assert.Equal($"killed by {signal} | killed by {signal}", pipeline.Close(Watchdog.Limit).ToString());
        }
    }

    [Theory]
    [InlineData(null, "inherited\n")]
    [InlineData(true, "own\n")]
    public void Open_ProcessGroup_OnlyWhereAskedFor(bool? own, string answer)
    {
        using ShellCommand command = ShellCommand.OpenRead(Peer, ["group"], new ShellCommandOptions { OwnProcessGroup = own });
        Assert.Equal(answer, command.Communicate().OutputText);
    }

    [Theory]
    [InlineData(null, "own\n")]
    [InlineData(false, "inherited\n")]
    public void Run_ProcessGroup_UnlessToldOtherwise(bool? own, string answer) =>
        Assert.Equal(answer, ShellCommand.Run(Peer, ["group"], options: new ShellCommandOptions { OwnProcessGroup = own }).OutputText);

    [Fact]
    public async Task CommunicateAsync_TokenCancelledWhileItHangs_KillsAndReaps()
    {
        using var source = new CancellationTokenSource();
        using ShellCommand command = ShellCommand.OpenReadWrite(Peer, ["hang"], s_ownGroup);
        int grandchild = await GrandchildAsync(command);
        Task<ShellCommandResult> running = command.CommunicateAsync(new byte[1_000_000], source.Token);
        await source.CancelAsync();
        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(source.Token, cancelled.CancellationToken);
        Assert.True(command.Process.HasExited);
        Assert.False(Directory.Exists($"/proc/{command.Process.Id}"));
        ExpectDead(grandchild);
    }

    [Fact]
    public void Run_TimeoutPasses_KillsAndReaps()
    {
        Assert.Throws<TimeoutException>(() => ShellCommand.Run([CommandStage.Program("cat"), CommandStage.Shell("sleep 1000; exit 1"), CommandStage.Program("cat")], timeout: TimeSpan.FromMilliseconds(50)));
        Assert.Throws<TimeoutException>(() => ShellCommand.Run("sleep 1000", timeout: TimeSpan.Zero));
        Assert.ThrowsAny<OperationCanceledException>(() => ShellCommand.Run("sleep 1000", cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Dispose_TwiceWithKillOnDispose_IsNoError()
    {
        using ShellCommand command = ShellCommand.OpenRead("sleep", ["1000"], new ShellCommandOptions { KillOnDispose = true });
        command.Dispose();
        Assert.Equal(Signal.Kill, (await command.WaitForExitAsync()).Signal);
        Assert.Throws<ObjectDisposedException>(() =>
        {
            // The pidfd is closed soon after.
            while (!command.Process.TrySendSignal(Signal.Term))
                Thread.Yield();
        });
        command.Dispose();
    }

    [Fact]
    public async Task Close_HungCommand_TimeoutLeavesItRunning()
    {
        using ShellCommand command = ShellCommand.OpenRead(Peer, ["hang"], s_ownGroup);
        await GrandchildAsync(command);
        Assert.Throws<TimeoutException>(() => command.Close(TimeSpan.FromMilliseconds(5)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command.CloseAsync(new CancellationToken(canceled: true)));
        Assert.False(command.Process.HasExited);
        command.Kill();
        Assert.Equal(Signal.Kill, command.Close(Watchdog.Limit).Signal);
    }

    [Fact]
    public async Task Dispose_KillOnDispose_EndsAHungCommand()
    {
        Task<ShellCommandStatus> exit;
        int grandchild;
        using (ShellCommand command = ShellCommand.OpenRead(Peer, ["hang"], new ShellCommandOptions { OwnProcessGroup = true, KillOnDispose = true }))
        {
            grandchild = await GrandchildAsync(command);
            exit = command.WaitForExitAsync();
        }

        Assert.Equal(Signal.Kill, (await exit).Signal);
        ExpectDead(grandchild);
    }

    /// <summary>As Kill does it: with a process group of its own, what the command started too.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Start_ALaterStageMissing_EndsTheHungCommand(bool ownGroup)
    {
        using var directory = new TestDirectory();
        Fifo.Create(directory.PathOf("pids"));
        int[] pids = [];
        StagesWithALateEnd stages = new(CommandStage.Shell($"exec {Peer} hang >{directory.PathOf("pids")}"), () =>
        {
            pids = [.. File.ReadLines(directory.PathOf("pids")).Take(2).Select(static line => int.Parse(line, CultureInfo.InvariantCulture))];
            return CommandStage.Program("no-such-program-here");
        });
        Assert.Throws<SyscallException>(() => ShellCommand.OpenRead(stages, new ShellCommandOptions { OwnProcessGroup = ownGroup }));
        ExpectDead(pids[0]);
        if (!ownGroup)
            Causeway.Signals.Send(pids[1], Signal.Kill);
        ExpectDead(pids[1]);
    }

    private static async Task<int> GrandchildAsync(ShellCommand command)
    {
        string[] pids = await command.ReadLinesAsync().Take(2).ToArrayAsync();
        return int.Parse(pids[1], CultureInfo.InvariantCulture);
    }

    /// <summary>SIGKILL is on its way: returns once the process is dead. It is no child of this one, whoever inherited it may let it be a zombie.</summary>
    private static void ExpectDead(int processId)
    {
        string path = $"/proc/{processId}/status";
        try
        {
            while (!File.ReadAllText(path).Contains("State:\tZ", StringComparison.Ordinal))
                Thread.Yield();
        }
        catch (IOException)
        {
            // It is gone.
        }
    }
    /// <summary>Two, of which the second is only there when it is started.</summary>
    private sealed class StagesWithALateEnd(CommandStage first, Func<CommandStage> second) : IReadOnlyList<CommandStage>
    {
        public int Count => 2;

        public CommandStage this[int index] => index == 0 ? first : second();

        public IEnumerator<CommandStage> GetEnumerator() => Enumerable.Repeat(first, Count).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
