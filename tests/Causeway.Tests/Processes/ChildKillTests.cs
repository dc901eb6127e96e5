using System.Diagnostics;
using System.Globalization;

namespace Causeway.Tests.Processes;

/// <summary>Kill -9 of parent and child at random points of a start: nothing is left stopped or hanging, and no zombie.</summary>
public sealed class ChildKillTests
{
    private const int Rounds = 500;

    [Fact]
    public void Child_KilledAtAnyPointOfItsStart_IsReapedAndNothingHangs()
    {
        foreach (int round in TestLoad.Choose(Rounds))
        {
            Random random = TestLoad.NewRandom(round);
            using AnonymousPipe alive = AnonymousPipe.Create();
            ChildProcessOptions options = new("sleep", "1000") { Descriptors = { [7] = alive.Writer.Descriptor } };
            if (random.Next(3) > 0)
                options.ResourceLimits[ResourceLimit.Core] = new ResourceLimitValues(0);
            if (random.Next(2) > 0)
                options.ParentDeathSignal = Signal.Kill;

            // A thread of its own looks for the child and kills it, before or after its program runs.
            int delay = random.Next(3000);
            using CancellationTokenSource over = new();
            Task killer = Task.Factory.StartNew(() => KillFirstChild(alive, delay, over.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            try
            {
                using ChildProcess child = ChildProcess.Start(options);
                Assert.Equal(Signal.Kill, child.WaitForExit().Signal);
            }
            catch (SyscallException e)
            {
                Assert.Equal(Errno.ESRCH, e.Errno);
            }
            finally
            {
                // Where none was started there is none to be found.
                over.Cancel();
            }

            alive.Writer.Dispose();
            Assert.Equal(0, alive.Reader.Read(new byte[1]));
            Assert.True(killer.Wait(Timeout.Infinite));
        }
    }

    [Fact]
    public void Parent_KilledAtAnyPoint_LeavesNothingOfIt()
    {
        foreach (int round in TestLoad.Choose(Rounds))
        {
            using AnonymousPipe alive = AnonymousPipe.Create();
            ChildProcessOptions options = Peer.DotnetOptions(StartOneAfterTheOther, TestLoad.NewRandom(round).Next().ToString(CultureInfo.InvariantCulture));
            options.Descriptors[7] = alive.Writer.Descriptor;
            using (Peer parent = Peer.Start(options))
            {
                alive.Writer.Dispose();
                parent.Expect("starting");
                Spin(TestLoad.NewRandom(round).Next(10_000));
                parent.Process.Kill();
                parent.Process.WaitForExit();
            }

            // Whatever it was about to start has the other end: held before its program, or with the signal set.
            Assert.Equal(0, alive.Reader.Read(new byte[1]));
        }
    }

    /// <summary>Children of every kind of start that is tied to this process's life, until it is killed.</summary>
    private static void StartOneAfterTheOther(string[] arguments)
    {
        Random random = new(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        using var alive = new SafeFileDescriptor(7);
        List<ChildProcess> children = [];
        Console.WriteLine("starting");
        while (true)
        {
            ChildProcessOptions options = new("sleep", "1000") { ParentDeathSignal = Signal.Kill, Descriptors = { [7] = alive } };
            if (random.Next(2) > 0)
                options.ResourceLimits[ResourceLimit.Core] = new ResourceLimitValues(0);
            children.Add(ChildProcess.Start(options));
        }
    }

    private static void KillFirstChild(AnonymousPipe alive, int delayMicroseconds, CancellationToken over)
    {
        string pipe = new FileInfo($"/proc/self/fd/{alive.Writer.Descriptor.Number}").LinkTarget!;
        while (!over.IsCancellationRequested)
        {
            foreach (string child in Directory.EnumerateDirectories("/proc/self/task").SelectMany(ChildrenOf))
            {
                // Of other tests there are children too: this one has the pipe.
                if (new FileInfo($"/proc/{child}/fd/7").LinkTarget != pipe)
                    continue;
                Spin(delayMicroseconds);
                Causeway.Signals.TrySend(int.Parse(child, CultureInfo.InvariantCulture), Signal.Kill);
                return;
            }
        }
    }

    private static string[] ChildrenOf(string task)
    {
        try
        {
            return File.ReadAllText(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static void Spin(int microseconds)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMicroseconds < microseconds)
            Thread.SpinWait(20);
    }
}
