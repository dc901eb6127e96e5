using System.Reflection;
using Causeway.Waiting;

namespace Causeway.Tests.Processes;

/// <summary>At the descriptor limit (RLIMIT_NOFILE), in a process of its own.</summary>
public sealed class DescriptorLimitTests
{
    private const int Limit = 256;

    [Fact]
    public void AtTheLimit_EveryCreateIsEmfile_AndAllWorksAgainBelowIt()
    {
        using Peer peer = Peer.StartDotnetLimited(Limit, MeetTheLimit);
        peer.Expect("done");
        peer.ExpectSuccess();
    }

    private static void MeetTheLimit(string[] arguments)
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        List<SafeFileDescriptor> taken = new(Limit);
        List<string> errors = [];

        // At the limit the runtime can load nothing: what the calls need is loaded here.
        foreach (AssemblyName needed in new[] { typeof(Errno).Assembly, typeof(Reactor).Assembly, typeof(DescriptorLimitTests).Assembly }.SelectMany(static assembly => assembly.GetReferencedAssemblies()))
            _ = Assembly.Load(needed);
        errors.Add(ErrorOf(() => ChildProcess.Start("/etc/passwd")));
        errors.Add(ErrorOf(() => pipe.Reader.Descriptor.Duplicate().Dispose()));
        int[] children = ChildProcesses.OfThisProcess();
        using MemoryMapping mapping = SharedPage.Map();
        using PosixSemaphore semaphore = PosixSemaphore.CreateIn(mapping, 0, 0);
        using CancellationTokenSource cancel = new();
        Interrupter.Install();
        Task waiting = semaphore.WaitAsync(cancel.Token).AsTask();
        try
        {
            errors.Add(ErrorOf(() => Fill(taken)));
            errors.Add(ErrorOf(() => AnonymousPipe.Create()));
            errors.Add(ErrorOf(() => UnixSocket.CreatePair()));
            errors.Add(ErrorOf(() => ChildProcess.Start("true")));
            errors.Add(ErrorOf(() => _ = Reactor.Shared));

            // Room for the child's pidfd and none for the reactor: the child is not left behind as a zombie.
            taken[^1].Dispose();
            errors.Add(ErrorOf(() => ChildProcess.Start("sleep", "1000")));
        }
        finally
        {
            // The thread that interrupts is there already.
            cancel.Cancel();
            foreach (SafeFileDescriptor descriptor in taken)
                descriptor.Dispose();
        }

        Assert.Equal(["EACCES", "", "EMFILE", "EMFILE", "EMFILE", "EMFILE", "EMFILE", "EMFILE"], errors);
        Assert.Equal(children, ChildProcesses.OfThisProcess());
        Assert.ThrowsAny<OperationCanceledException>(() => waiting.GetAwaiter().GetResult());
        ValueTask<int> reading = pipe.Reader.ReadAsync(new byte[1]);
        pipe.Writer.Write("x"u8);
        Assert.Equal(1, reading.AsTask().GetAwaiter().GetResult());
        using ChildProcess child = ChildProcess.Start("true");
        Assert.True(child.WaitForExit().IsSuccess);
        Console.WriteLine("done");
    }

    private static string ErrorOf(Action call)
    {
        try
        {
            call();
            return "";
        }
        catch (UnauthorizedAccessException e) when (e.InnerException is SyscallException inner)
        {
            return inner.Errno.Name;
        }
        catch (SyscallException e)
        {
            return e.Errno.Name;
        }
    }

    private static void Fill(List<SafeFileDescriptor> taken)
    {
        taken.Add(Tests.Waiting.TestDescriptors.EventFd());
        while (true)
            taken.Add(taken[0].Duplicate());
    }

    [Theory]
    [InlineData(100_000_000)]
    [InlineData(int.MaxValue)]
    public void Start_DescriptorNumberOverTheLimit_SaysSo(int number)
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        var options = new ChildProcessOptions("true") { Descriptors = { [3] = pipe.Reader.Descriptor, [number] = pipe.Writer.Descriptor } };
        SyscallException refused = Assert.Throws<SyscallException>(() => ChildProcess.Start(options));
        Assert.Equal(Errno.EINVAL, refused.Errno);
        Assert.Contains("limit of descriptors", refused.Message);
    }

    [Fact]
    public void Start_DisposedHandleAmongOthers_IsRefusedAndLeavesNothing()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        pipe.Writer.Dispose();
        var options = new ChildProcessOptions("true") { Descriptors = { [3] = pipe.Reader.Descriptor, [4] = pipe.Writer.Descriptor } };
        Assert.Throws<ObjectDisposedException>(() => ChildProcess.Start(options));
    }

    [Fact]
    public void Start_OneHandleAsSeveralNumbers_IsAllOfThem()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        var options = new ChildProcessOptions("sh", "-c", "echo -n one; echo -n two >&2; echo -n three >&7")
        {
            Descriptors = { [1] = pipe.Writer.Descriptor, [2] = pipe.Writer.Descriptor, [7] = pipe.Writer.Descriptor },
        };
        using ChildProcess child = ChildProcess.Start(options);
        pipe.Writer.Dispose();
        using StreamReader reader = new(pipe.Reader);
        Assert.Equal("onetwothree", reader.ReadToEnd());
        Assert.True(child.WaitForExit().IsSuccess);
    }

    [Fact]
    public void Start_ParentWithoutStandardDescriptors_ChildHasTheNamedOnesAlone()
    {
        ChildProcessOptions dotnet = Peer.DotnetOptions(StartWithoutStandardDescriptors);
        string command = string.Join(' ', new[] { dotnet.Program }.Concat(dotnet.Arguments).Select(static word => $"'{word}'"));
        using Peer peer = Peer.Start(new ChildProcessOptions("sh", "-c", $"exec 5>&1 0<&- 1>&- 2>&-; exec {command}"));
        peer.Expect("arrived");
        peer.ExpectSuccess();
    }

    private static void StartWithoutStandardDescriptors(string[] arguments)
    {
        // The pipe's ends may get the numbers 0 to 2 themselves.
        using AnonymousPipe pipe = AnonymousPipe.Create();
        using SafeFileDescriptor output = new(5);
        var options = new ChildProcessOptions("cat") { Descriptors = { [0] = pipe.Reader.Descriptor, [1] = output } };
        using ChildProcess child = ChildProcess.Start(options);
        pipe.Reader.Dispose();
        pipe.Writer.Write("arrived\n"u8);
        pipe.Writer.Dispose();
        Environment.ExitCode = child.WaitForExit().ExitCode ?? 1;
    }
}
