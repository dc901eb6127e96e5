using Causeway.Sys;

namespace Causeway.Tests.Processes;

/// <summary>What a child is started with, as a C program sees it.</summary>
public sealed class ChildProcessStateTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Child_HasNoDescriptorButTheNamedOnes(bool closefrom)
    {
        bool present = LibC.HasClosefrom;
        LibC.HasClosefrom = present && closefrom;
        try
        {
            CheckDescriptors();
        }
        finally
        {
            LibC.HasClosefrom = present;
        }
    }

    private static void CheckDescriptors()
    {
        // One that some native library left inheritable, below and above the named ones.
        using SafeFileDescriptor eventFd = Waiting.TestDescriptors.EventFd();
        using SafeFileDescriptor low = Inheritable(minimum: 5, eventFd);
        using SafeFileDescriptor high = Inheritable(minimum: 300, eventFd);
        using SafeFileDescriptor root = OpenDirectory("/");
        using SafeFileDescriptor directory = Inheritable(minimum: 310, root);
        using AnonymousPipe pipe = AnonymousPipe.Create();
        var options = new ChildProcessOptions(CCompiler.Compile("child_state"));
        options.Descriptors[50] = pipe.Reader.Descriptor;
        options.Descriptors[3] = pipe.Writer.Descriptor;
        string[] lines = Run(options);
        Assert.Equal(["fd 0", "fd 1", "fd 2", "fd 3", "fd 50"], lines.Where(static line => line.StartsWith("fd ", StringComparison.Ordinal)).OrderBy(static line => int.Parse(line[3..])));
    }

    [Fact]
    public void Child_DescriptorsThatExchangeNumbers_ArriveWhereTheyWereSent()
    {
        using AnonymousPipe there = AnonymousPipe.Create();
        using AnonymousPipe back = AnonymousPipe.Create();

        // Each source has the number that the other is to get: 4's target is 3's source where the numbers allow it.
        var options = new ChildProcessOptions("sh", "-c", $"cat </dev/fd/{back.Writer.Descriptor.Number} >/dev/fd/{there.Reader.Descriptor.Number}");
        options.Descriptors[back.Writer.Descriptor.Number] = there.Reader.Descriptor;
        options.Descriptors[there.Reader.Descriptor.Number] = back.Writer.Descriptor;
        using ChildProcess child = ChildProcess.Start(options);
        there.Reader.Dispose();
        back.Writer.Dispose();
        there.Writer.Write("exchanged"u8);
        there.Writer.Dispose();
        using var reader = new StreamReader(back.Reader);
        Assert.Equal("exchanged", reader.ReadToEnd());
        Assert.True(child.WaitForExit().IsSuccess);
    }

    [Fact]
    public void Child_SignalsAreAtTheirDefaultsAndNoneIsBlocked()
    {
        string[] lines = Run(new ChildProcessOptions(CCompiler.Compile("child_state")));
        Assert.Contains("SigBlk:\t0000000000000000", lines);
        Assert.Contains("SigIgn:\t0000000000000000", lines);
        Assert.Contains("SigCgt:\t0000000000000000", lines);
    }

    [Fact]
    public void Child_BlockedSignals_AreTheOnesAskedFor()
    {
        var options = new ChildProcessOptions(CCompiler.Compile("child_state")) { BlockedSignals = SignalSet.Of(Signal.Usr1, new Signal(64)) };
        Assert.Contains("SigBlk:\t8000000000000200", Run(options));
    }

    [Fact]
    public void Child_WriterWhoseReaderCloses_DiesOfSigpipe()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        var options = new ChildProcessOptions("yes");
        options.Descriptors[1] = pipe.Writer.Descriptor;
        using ChildProcess child = ChildProcess.Start(options);
        pipe.Writer.Dispose();
        Assert.NotEqual(0, pipe.Reader.Read(new byte[16]));
        pipe.Reader.Dispose();
        Assert.Equal(Signal.Pipe, child.WaitForExit().Signal);
    }

    [Fact]
    public void Child_GroupAndSession_AreAsAsked()
    {
        string program = CCompiler.Compile("child_state");
        string[] inherited = Run(new ChildProcessOptions(program));
        Assert.Contains("group other", inherited);
        Assert.Contains("session other", inherited);
        string[] grouped = Run(new ChildProcessOptions(program) { ProcessGroup = 0 });
        Assert.Contains("group own", grouped);
        Assert.Contains("session other", grouped);
        Assert.Contains("session own", Run(new ChildProcessOptions(program) { NewSession = true }));
    }

    [Fact]
    public void Child_ArgumentsEnvironmentAndDirectory_ArriveAsTheyAre()
    {
        string[] words = ["", "two words", "$HOME `id` \"'", "üñï\U0001F600", "-n"];
        var options = new ChildProcessOptions(CCompiler.Compile("child_state"), words) { WorkingDirectory = "/usr" };
        options.Environment["CAUSEWAY_TEST"] = "a=b \"c\"";
        options.Environment["HOME"] = null;
        string[] lines = Run(options);
        Assert.Equal(words.Select(static word => "argv " + word), lines.Where(static line => line.StartsWith("argv ", StringComparison.Ordinal)));
        Assert.Contains("cwd /usr", lines);
        Assert.Contains("env a=b \"c\"", lines);
        Assert.Contains("home (unset)", lines);
        Assert.Contains("home (unset)", Run(new ChildProcessOptions(CCompiler.Compile("child_state")) { InheritEnvironment = false }));
    }

    [Fact]
    public void ParentDeathSignal_ParentIsKilled_ChildEndsToo()
    {
        using AnonymousPipe alive = AnonymousPipe.Create();
        ChildProcessOptions options = Peer.DotnetOptions(StartSleeperThatDiesWithUs);
        options.Descriptors[7] = alive.Writer.Descriptor;
        using (Peer parent = Peer.Start(options))
        {
            alive.Writer.Dispose();
            parent.Expect("started");
        }

        // Only the sleeper holds the other end now: its death is the end of the stream.
        Assert.Equal(0, alive.Reader.Read(new byte[1]));
    }

    [Fact]
    public void ParentDeathSignal_NoSetpriv_IsRefusedWithTheRemedy()
    {
        using Peer peer = Peer.StartDotnet(StartWithoutSetpriv);
        Assert.Contains("util-linux", peer.ReadLine());
        peer.ExpectSuccess();
    }

    private static void StartWithoutSetpriv(string[] arguments)
    {
        Environment.SetEnvironmentVariable("PATH", "/var/empty");
        try
        {
            using ChildProcess child = ChildProcess.Start(new ChildProcessOptions("/bin/true") { ParentDeathSignal = Signal.Kill });
        }
        catch (PlatformNotSupportedException e)
        {
            Console.WriteLine(e.Message);
        }
    }

    private static void StartSleeperThatDiesWithUs(string[] arguments)
    {
        using var alive = new SafeFileDescriptor(7);

        // The sleeper says that it runs: then setpriv has done its part.
        using AnonymousPipe ready = AnonymousPipe.Create();
        var options = new ChildProcessOptions("sh", "-c", "echo >&8; exec 8>&-; exec sleep 1000") { ParentDeathSignal = Signal.Kill };
        options.Descriptors[7] = alive;
        options.Descriptors[8] = ready.Writer.Descriptor;
        using ChildProcess child = ChildProcess.Start(options);
        ready.Writer.Dispose();
        if (ready.Reader.ReadByte() != '\n')
            throw new InvalidOperationException("the sleeper did not start");
        Console.WriteLine("started");
        Console.In.ReadToEnd();
        GC.KeepAlive(child);
    }

    private static string[] Run(ChildProcessOptions options)
    {
        using Peer peer = Peer.Start(options);
        List<string> lines = [];
        while (peer.ReadLine() is { } line)
            lines.Add(line);
        peer.ExpectSuccess();
        return [.. lines];
    }

    private static SafeFileDescriptor OpenDirectory(string path)
    {
        int descriptor = LibC.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        return descriptor >= 0 ? new SafeFileDescriptor(descriptor) : throw SyscallFailure.Opening("open", path, error);
    }

    private static SafeFileDescriptor Inheritable(int minimum, SafeFileDescriptor original)
    {
        int duplicate = LibC.fcntl(original, LibC.F_DUPFD_CLOEXEC, minimum);
        Errno error = Errno.Last;
        if (duplicate < 0)
            throw SyscallFailure.Create("fcntl", original.ToString(), error);
        var descriptor = new SafeFileDescriptor(duplicate);
        Assert.Equal(0, LibC.fcntl(descriptor, LibC.F_SETFD, 0));
        return descriptor;
    }
}
