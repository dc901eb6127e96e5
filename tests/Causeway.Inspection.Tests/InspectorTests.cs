namespace Causeway.Inspection.Tests;

public sealed class InspectorTests
{
    [Fact]
    public void Take_NoThreads_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Inspector.Take(new InspectionOptions { Threads = 0 }));

    [Fact]
    public void Take_PidfdOfOneThatHasEnded_IsAnObjectOfItsOwn()
    {
        using Peer one = Peer.Start(new ChildProcessOptions("true", []));
        using Peer other = Peer.Start(new ChildProcessOptions("true", []));
        one.ExpectSuccess();
        other.ExpectSuccess();
        InspectionSnapshot snapshot = Inspector.Take(new InspectionOptions { ProcessIds = [Environment.ProcessId], Kinds = IpcKinds.Of(IpcKind.ProcessDescriptor) });
        ProcessDescriptorObject[] ended = [.. snapshot.Objects.OfType<ProcessDescriptorObject>().Where(static found => found.ProcessId <= 0)];
        Assert.True(ended.Length >= 2, $"{ended.Length} pidfds of processes that have ended");
        Assert.All(ended, found => Assert.Equal($"pidfd:[{Environment.ProcessId}/{Assert.Single(snapshot.EndsOf(found)).Descriptor}]", found.Id.ToString()));
    }

    [Fact]
    public void Take_PipeOfThisProcess_HasBothEndsAndWhatIsInIt()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        pipe.Writer.Write("twelve bytes"u8);
        InspectionSnapshot snapshot = Inspector.Take();
        InspectedProcess self = snapshot.FindProcess(Environment.ProcessId)!;
        IpcEnd reader = Assert.Single(snapshot.EndsOf(self), end => end.Descriptor == pipe.Reader.Descriptor.Number);
        IpcEnd writer = Assert.Single(snapshot.EndsOf(self), end => end.Descriptor == pipe.Writer.Descriptor.Number);
        Assert.Same(reader.Object, writer.Object);
        Assert.Equal(IpcAccess.Read, reader.Access);
        Assert.Equal(IpcAccess.Write, writer.Access);
        PipeObject found = Assert.IsType<PipeObject>(reader.Object);
        Assert.Equal(12, found.WaitingBytes);
        Assert.Equal(65536, found.CapacityBytes);
        Assert.Equal(2, snapshot.EndsOf(found).Count);
        Assert.Same(found, snapshot.Find(found.Id));
    }
}
