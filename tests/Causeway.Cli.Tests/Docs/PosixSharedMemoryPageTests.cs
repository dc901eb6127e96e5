using Causeway.Samples.Docs;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The code of docs/posix-shared-memory.md and docs/memory-file.md does what those say.</summary>
public sealed class PosixSharedMemoryPageTests
{
    [Fact]
    public void SharedMemoryExamples_DoWhatTheySay()
    {
        string name = $"/causeway-docs-{Environment.ProcessId}-shm";
        try
        {
            Assert.Equal((true, 1001), PosixSharedMemoryPage.CountTogether(name));
            Assert.Equal((false, 1002), PosixSharedMemoryPage.CountTogether(name));
            using PosixSharedMemory memory = PosixSharedMemory.Open(name);
            Assert.Equal(0, PosixSharedMemoryPage.ReadWithoutMapping(memory));
            PosixSharedMemoryPage.Lengthen(memory);
            Assert.Equal(64, PosixSharedMemoryPage.ReadWithoutMapping(memory));
        }
        finally
        {
            PosixSharedMemory.Delete(name);
        }
    }

    [Fact]
    public void MemoryFileExamples_DoWhatTheySay()
    {
        (UnixSocket one, UnixSocket other) = UnixSocket.CreatePair();
        using (one)
        using (other)
        {
            MemoryFilePage.Send(one);
            Assert.Equal("hello", MemoryFilePage.Receive(other));
        }

        using MemoryFile published = MemoryFilePage.Publish("fixed"u8);
        Assert.Equal("fixed", MemoryFilePage.ReadOfProcess(Environment.ProcessId, published.Descriptor.Number));
        Assert.Throws<SyscallException>(() => published.Write("x"u8, 0));
    }
}
