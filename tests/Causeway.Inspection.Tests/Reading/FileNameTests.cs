using Causeway.Tests;
using Microsoft.Win32.SafeHandles;

namespace Causeway.Inspection.Tests.Reading;

/// <summary>Names that end as the kernel's word for one that is gone does, and names that are gone.</summary>
public sealed class FileNameTests
{
    [Fact]
    public void Fifo_WhoseNameEndsSo_IsThere()
    {
        using TestDirectory directory = new();
        string path = directory.PathOf("a (deleted)");
        Assert.Equal((path, false), NameOf(path, static () => { }));
    }

    [Fact]
    public void Fifo_WhoseNameEndsSoAndIsRemoved_IsDeleted()
    {
        using TestDirectory directory = new();
        string path = directory.PathOf("a (deleted)");
        Assert.Equal((path, true), NameOf(path, () => File.Delete(path)));
    }

    [Fact]
    public void Fifo_WithAnotherNameLeft_HasLostThisOne()
    {
        using TestDirectory directory = new();
        string path = directory.PathOf("a");
        Assert.Equal((path, true), NameOf(path, () => ShellCommand.Run($"ln {path} {directory.PathOf("b")}; rm {path}")));
    }

    [Fact]
    public void Fifo_RemovedWithAnotherThatIsCalledAsItsLink_IsDeleted()
    {
        using TestDirectory directory = new();
        string path = directory.PathOf("a");
        Assert.Equal((path, true), NameOf(path, () => ShellCommand.Run($"ln {path} {directory.PathOf("b")}; rm {path}; mkfifo '{path} (deleted)'")));
    }

    [Fact]
    public void Memory_WhoseNameEndsSo_IsThere()
    {
        string name = $"causeway-{Guid.NewGuid():N} (deleted)";
        using PosixSharedMemory memory = PosixSharedMemory.Create("/" + name, 4096);
        InspectionSnapshot snapshot = Take(IpcKind.PosixMemory);
        MemoryObject found = Assert.IsType<MemoryObject>(Assert.Single(snapshot.Objects, one => one.Name == "/" + name));
        Assert.False(found.IsDeleted);
        Assert.NotEmpty(snapshot.EndsOf(found));
        PosixSharedMemory.Delete("/" + name);
        Assert.True(Assert.IsType<MemoryObject>(Take(IpcKind.PosixMemory).Find(found.Id)).IsDeleted);
    }

    /// <summary>What a FIFO is called that this process has open, after something has happened to its name.</summary>
    private static (string? Name, bool IsDeleted) NameOf(string path, Action happens)
    {
        ShellCommand.Run("mkfifo", [path]);
        using SafeFileHandle held = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        happens();
        InspectionSnapshot snapshot = Take(IpcKind.Fifo);
        IpcEnd end = Assert.Single(snapshot.EndsOf(snapshot.Processes.Single()), end => end.Descriptor == (int)held.DangerousGetHandle());
        return (end.Object.Name, Assert.IsType<FifoObject>(end.Object).IsDeleted);
    }

    private static InspectionSnapshot Take(IpcKind kind) => Inspector.Take(new InspectionOptions { ProcessIds = [Environment.ProcessId], Kinds = IpcKinds.Of(kind), Details = InspectionDetails.Mappings });
}
