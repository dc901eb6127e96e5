namespace Causeway.Tests.Commands;

/// <summary>At the descriptor limit (RLIMIT_NOFILE), in a process of its own.</summary>
public sealed class PipelineLimitTests
{
    private const int Limit = 256;

    [Fact]
    public void Open_AtTheDescriptorLimit_IsEmfileAtEveryStepAndLeavesNothing()
    {
        ChildProcessOptions dotnet = Peer.DotnetOptions(MeetTheLimit);
        string command = string.Join(' ', new[] { dotnet.Program }.Concat(dotnet.Arguments).Select(static word => $"'{word}'"));
        using Peer peer = Peer.Start(new ChildProcessOptions("sh", "-c", $"ulimit -n {Limit}; exec {command}"));
        peer.Expect("done");
        peer.ExpectSuccess();
    }

    private static void MeetTheLimit(string[] arguments)
    {
        CommandStage[] stages = [CommandStage.Program("cat"), CommandStage.Program("cat"), CommandStage.Program("cat")];
        var options = new ShellCommandOptions { StandardError = StandardErrorMode.Separate, KillOnDispose = true, OwnProcessGroup = true };

        // At the limit the runtime can load nothing: all of it runs once before.
        Assert.Equal(3, ShellCommand.Run(stages, "abc"u8.ToArray(), options).Output.Length);
        Assert.False(TryOpen([CommandStage.Program("cat"), CommandStage.Program("/no/such/program")], options));
        using SafeFileDescriptor one = Tests.Waiting.TestDescriptors.EventFd();
        List<SafeFileDescriptor> taken = Fill(one);
        int free = 0;
        while (!TryOpen(stages, options))
        {
            // What was killed is reaped in its own time, and lets go of its pidfd then. Whoever waits here for ever is killed.
            while (CountFree(one) != free)
                Thread.Yield();
            taken[^1].Dispose();
            taken.RemoveAt(taken.Count - 1);
            free++;
        }

        Assert.True(free > 8, $"{free} descriptors were enough");
        while (CountFree(one) != free)
            Thread.Yield();
        taken.ForEach(static descriptor => descriptor.Dispose());
        Console.WriteLine("done");
    }

    private static bool TryOpen(CommandStage[] stages, ShellCommandOptions options)
    {
        try
        {
            ShellCommand.OpenReadWrite(stages, options).Dispose();
            return true;
        }
        catch (SyscallException e) when (e.Errno == Errno.EMFILE || e.Errno == Errno.ENOENT)
        {
            return false;
        }
    }

    private static int CountFree(SafeFileDescriptor one)
    {
        List<SafeFileDescriptor> all = Fill(one);
        all.ForEach(static descriptor => descriptor.Dispose());
        return all.Count;
    }

    private static List<SafeFileDescriptor> Fill(SafeFileDescriptor one)
    {
        List<SafeFileDescriptor> taken = new(Limit);
        try
        {
            while (true)
                taken.Add(one.Duplicate());
        }
        catch (SyscallException e) when (e.Errno == Errno.EMFILE)
        {
            return taken;
        }
    }
}
