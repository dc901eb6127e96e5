using System.Text;
using Causeway.Inspection.SystemV;

namespace Causeway.Inspection.Tests.SystemV;

/// <summary>How much of a segment is in memory.</summary>
public sealed class SegmentMemoryTests
{
    private const string Names = "       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap\n";
    private const int Pages = 8;

    [Fact]
    public void ResidentBytes_WhenPagesAreWritten_AreThose()
    {
        var memory = SysVSharedMemory.Create(SysVKey.Private, Pages * Environment.SystemPageSize);
        try
        {
            Assert.Equal((0L, 0L), Of(memory, InspectionDetails.Contents));
            using SysVSharedMemoryAttachment attachment = memory.Attach();
            attachment.Span[0] = 1;
            attachment.Span[3 * Environment.SystemPageSize] = 1;
            (long? resident, long? swapped) = Of(memory, InspectionDetails.Contents);
            Assert.Equal(2L * Environment.SystemPageSize, resident + swapped);
            attachment.Span.Fill(1);
            (resident, swapped) = Of(memory, InspectionDetails.Contents);
            Assert.Equal((long)Pages * Environment.SystemPageSize, resident + swapped);
            Assert.Equal((null, null), Of(memory, InspectionDetails.None));
        }
        finally
        {
            memory.Delete();
        }
    }

    [Fact]
    public void TryFind_OfAnotherOrderOfColumns_GoesByTheirNames()
    {
        SegmentMemory memory = new("swap shmid x rss\n7 5 a 4096\nnot a line\n1 6\n9 4294967296 b 3\n"u8);
        Assert.True(memory.TryFind(5, out (long Resident, long Swapped) found));
        Assert.Equal((4096L, 7L), found);
        Assert.False(memory.TryFind(6, out _));
        Assert.False(memory.TryFind(0, out _));
    }

    [Fact]
    public void TryFind_WhereTheKernelHasNoSuchColumns_FindsNothing() =>
        Assert.False(new SegmentMemory(Encoding.ASCII.GetBytes(Names.Replace("rss", "", StringComparison.Ordinal) + "0 5 600 4096 12 0 0 0 0 0 0 0 0 1790000000 4096 0\n")).TryFind(5, out _));

    private static (long?, long?) Of(SysVSharedMemory memory, InspectionDetails details)
    {
        InspectionSnapshot snapshot = Inspector.Take(new InspectionOptions { Kinds = IpcKinds.Of(IpcKind.SysVSegment), Details = details, ProcessIds = [Environment.ProcessId] });
        SysVSegmentObject segment = snapshot.Objects.OfType<SysVSegmentObject>().Single(one => one.SysVId == memory.Id && one.Namespace == snapshot.FindProcess(Environment.ProcessId)!.Namespaces.Ipc);
        return (segment.ResidentBytes, segment.SwappedBytes);
    }
}
