using System.Globalization;

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

    [Fact]
    public void Take_PipeOfSeveralWriters_HasEachOfThemAndItsReader()
    {
        using Peer peer = Peer.StartC("pipe_sync", "3");
        string[] ready = (peer.ReadLine() ?? "").Split(' ');
        Assert.Equal("ready", ready[0]);
        InspectionSnapshot snapshot = Inspector.Take();

        IpcObject pipe = Assert.Single(snapshot.Objects, one => one.Id == new IpcObjectId(IpcKind.Pipe, 0, ulong.Parse(ready[1], CultureInfo.InvariantCulture)));
        Assert.Equal(ready[2..], Having(IpcAccess.Write));
        Assert.Equal([peer.Process.Id.ToString(CultureInfo.InvariantCulture)], Having(IpcAccess.Read));

        peer.Send("");
        peer.Expect("go");
        peer.ExpectSuccess();

        IEnumerable<string> Having(IpcAccess access) =>
            snapshot.EndsOf(pipe).Where(end => end.Access == access).Select(static end => end.Process.Id).Order().Select(static id => id.ToString(CultureInfo.InvariantCulture));
    }
}
