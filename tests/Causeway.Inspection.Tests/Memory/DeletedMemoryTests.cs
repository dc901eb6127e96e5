using System.Globalization;
using Causeway.Tests;

namespace Causeway.Inspection.Tests.Memory;

/// <summary>What two processes have mapped, and nothing has a name or a descriptor of any more (tests/Peers/deleted_memory.c).</summary>
public sealed class DeletedMemoryTests
{
    [Fact]
    public void Take_NamesAndDescriptorsAreGone_HasBothByTheirMappings()
    {
        using TestDirectory directory = new();
        string name = $"/deleted-{Guid.NewGuid():N}";
        using Peer peer = Peer.StartC("deleted_memory", directory.Root, name);
        ulong[] said = [.. peer.ReadLine()!.Split(' ').Select(static word => ulong.Parse(word, CultureInfo.InvariantCulture))];
        InspectionSnapshot snapshot = Inspector.Take(new InspectionOptions { Kinds = IpcKinds.Of(IpcKind.PosixMemory, IpcKind.MemoryFile, IpcKind.MappedFile), Details = InspectionDetails.Mappings });
        foreach ((IpcKind kind, ulong inode, string called, bool isDeleted) in new[]
        {
            (IpcKind.PosixMemory, said[0], name, true), (IpcKind.MemoryFile, said[1], "closed", false), (IpcKind.MappedFile, said[2], directory.PathOf("unlinked"), true),
        })
        {
            MemoryObject memory = Assert.Single(snapshot.Objects.OfType<MemoryObject>(), one => one.Kind == kind && one.Id.Number == inode);
            Assert.Equal((called, isDeleted), (memory.Name, memory.IsDeleted));
            IpcEnd[] ends = [.. snapshot.EndsOf(memory)];
            Assert.Equal([peer.Process.Id, (int)said[3]], ends.Select(static end => end.Process.Id));
            Assert.All(ends, static end => Assert.Equal((IpcEndForm.Mapping, IpcAccess.ReadWrite, 8192UL), (end.Form, end.Access, end.Bytes)));
        }

        peer.CloseInput();
        peer.ExpectSuccess();
    }
}
