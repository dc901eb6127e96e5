using Causeway.Tests;

namespace Causeway.Inspection.Tests.Reading;

public sealed class MachineTests
{
    private const int Rounds = 10;

    [RootFact]
    public void Take_ObjectsOfAnotherIpcNamespace_AreSeenWithTheirs()
    {
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root, "unshare", "-i", "--");
        InspectionSnapshot snapshot = Inspector.Take();
        uint space = snapshot.FindProcess(zoo.ProcessId)!.Namespaces.Ipc;
        Assert.NotEqual(snapshot.FindProcess(Environment.ProcessId)!.Namespaces.Ipc, space);
        SysVSegmentObject segment = Assert.IsType<SysVSegmentObject>(snapshot.Find(new IpcObjectId(IpcKind.SysVSegment, space, zoo["shm"][0])));
        Assert.Equal((space, 12345), (segment.Namespace, segment.Bytes));
        string memory = ShellCommand.Run($"nsenter --ipc --target {zoo.ProcessId} awk '$2 == {segment.SysVId} {{ print $(NF - 1), $NF }}' /proc/sysvipc/shm").OutputText;
        Assert.Equal($"{segment.ResidentBytes} {segment.SwappedBytes}\n", memory);
        Assert.NotEqual("0 0\n", memory);
        Assert.Equal([zoo.ProcessId, zoo.ChildId], snapshot.EndsOf(segment).Where(static end => end.Form == IpcEndForm.Attachment).Select(static end => end.Process.Id));
        PosixQueueObject queue = Assert.IsType<PosixQueueObject>(zoo.End(snapshot, zoo["mq"][1]).Object);
        Assert.Equal((space, 1), (queue.Namespace, queue.Status?.CurrentMessages));
        Assert.DoesNotContain(snapshot.BlindSpots, static spot => spot.Kind == BlindSpotKind.IpcNamespaces);

        // The thread that went there is gone: this process is where it was.
        OwnThreads.AwaitNoneIn("ipc", space);
    }

    [RootFact]
    public void Take_AsAnotherUser_SaysWhatItCouldNotSee() => OtherUser.ExpectSuccess(LookAsNobody, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));

    internal static void LookAsNobody(string[] arguments)
    {
        InspectionSnapshot snapshot = Inspector.Take();
        InspectedProcess test = snapshot.FindProcess(int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture))!;
        Assert.False(test.IsReadable);
        Assert.DoesNotContain(snapshot.EndsOf(test), static end => end.Form == IpcEndForm.Descriptor);
        BlindSpot spot = Assert.Single(snapshot.BlindSpots, static one => one.Kind == BlindSpotKind.Processes);
        Assert.Equal(snapshot.Processes.Count(static one => !one.IsReadable), spot.Count);
        Assert.NotEmpty(snapshot.EndsOf(snapshot.FindProcess(Environment.ProcessId)!));
    }

    [Fact]
    public void Take_ProcessesThatComeAndGo_AreNoError()
    {
        using Peer storm = Peer.Start(new ChildProcessOptions("sh", ["-c", "while :; do true | true | true; done"]));
        for (int round = 0; round < 20; round++)
            Assert.NotNull(Inspector.Take().FindProcess(Environment.ProcessId));
    }

    [Fact]
    public void Take_ThousandsOfObjects_AreAllThereWithTheirValues()
    {
        EventCounter[] counters = [.. Enumerable.Range(0, 2000).Select(static number => EventCounter.Create((uint)number))];
        try
        {
            InspectionSnapshot snapshot = Inspector.Take(new InspectionOptions { ProcessIds = [Environment.ProcessId], Kinds = IpcKinds.Of(IpcKind.EventCounter) });
            Dictionary<int, IpcObject> found = snapshot.EndsOf(snapshot.Processes.Single()).ToDictionary(static end => end.Descriptor, static end => end.Object);
            for (int number = 0; number < counters.Length; number++)
                Assert.Equal((ulong)number, Assert.IsType<EventCounterObject>(found[counters[number].Descriptor.Number]).Value);
        }
        finally
        {
            Array.ForEach(counters, static one => one.Dispose());
        }
    }

    [Fact]
    public void Take_AnyNumberOfTimes_LeavesNoDescriptor()
    {
        _ = Inspector.Take();
        int before = OpenDescriptors.Count();
        for (int round = 0; round < Rounds; round++)
            _ = Inspector.Take();

        // Fewer, where something of an earlier test was closed meanwhile.
        Assert.InRange(OpenDescriptors.Count(), 0, before + Rounds - 1);
    }
}
