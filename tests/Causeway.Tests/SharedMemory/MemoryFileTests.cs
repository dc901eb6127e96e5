namespace Causeway.Tests.SharedMemory;

public sealed class MemoryFileTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public void Create_NameSizeAndBytes_AreThere_AndNothingCanBeExecuted()
    {
        using MemoryFile file = MemoryFile.Create("of/a test", 5000);

        Assert.Equal((5000, "of/a test", false), (file.SizeBytes, file.Name, file.IsExecutable));
        file.Write("hello"u8, 4995);
        byte[] buffer = new byte[10];
        Assert.Equal(6, file.Read(buffer, 4994));
        Assert.Equal("\0hello\0\0\0\0"u8, buffer);
        Assert.Equal(0, file.Read(buffer, 6000));
        Assert.Equal(MemoryFileSeals.None, file.Seals & ~MemoryFileSeals.Exec);
        using MemoryFile same = MemoryFile.From(file.Descriptor);
        Assert.Equal(file.Name, same.Name);
    }

    [Fact]
    public void Create_NameOf249Bytes_Works_And250OrNul_IsRefused()
    {
        MemoryFile.Create(new string('x', 249), 0).Dispose();
        Assert.Throws<ArgumentException>("name", () => MemoryFile.Create(new string('x', 250), 0));
        Assert.Throws<ArgumentException>("name", () => MemoryFile.Create("a\0b", 0));
        Assert.Throws<ArgumentOutOfRangeException>("sizeBytes", () => MemoryFile.Create("", -1));
    }

    [Fact]
    public void Create_WithoutSealing_TakesNoSeals()
    {
        using MemoryFile file = MemoryFile.Create("plain", 1, new MemoryFileOptions { AllowSealing = false });

        Assert.True(file.Seals.HasFlag(MemoryFileSeals.Seal));
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(() => file.AddSeals(MemoryFileSeals.Shrink)).Errno);
        Assert.Throws<ArgumentOutOfRangeException>("seals", () => file.AddSeals((MemoryFileSeals)0x40));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Create_OnAKernelWithoutExecutionFlags_IsNotExecutableEither(bool allowSealing)
    {
        bool usual = MemoryFileCreation.KnowsExecutionFlags;
        try
        {
            MemoryFileCreation.KnowsExecutionFlags = false;
            using MemoryFile plain = MemoryFile.Create("plain", 1, new MemoryFileOptions { AllowSealing = allowSealing });
            using MemoryFile program = MemoryFile.Create("program", 1, new MemoryFileOptions { AllowSealing = allowSealing, Executable = true });

            Assert.Equal((false, true), (plain.IsExecutable, program.IsExecutable));
            Assert.All([plain, program], file => Assert.Equal(allowSealing ? MemoryFileSeals.None : MemoryFileSeals.Seal, file.Seals & ~MemoryFileSeals.Exec));
        }
        finally
        {
            MemoryFileCreation.KnowsExecutionFlags = usual;
        }
    }

    [Fact]
    public void Execute_OnlyWhatWasCreatedExecutable()
    {
        foreach (bool executable in (bool[])[true, false])
        {
            using MemoryFile file = MemoryFile.Create("true", 0, new MemoryFileOptions { Executable = executable });
            file.Write(File.ReadAllBytes("/bin/true"), 0);

            // Nothing that is open to be written can be executed.
            using MemoryFile reader = MemoryFile.OpenOfProcess(Environment.ProcessId, file.Descriptor.Number, FileAccess.Read);
            file.Dispose();
            string path = $"/proc/{Environment.ProcessId}/fd/{reader.Descriptor.Number}";
            if (executable)
            {
                using ChildProcess child = ChildProcess.Start(path);
                Assert.Equal(0, child.WaitForExit().ExitCode);
            }
            else
            {
                Assert.Throws<UnauthorizedAccessException>(() => ChildProcess.Start(path));
            }
        }
    }

    [Fact]
    public void SealExec_OfAnExecutable_FixesItsContentsToo()
    {
        using MemoryFile file = MemoryFile.Create("program", 1, new MemoryFileOptions { Executable = true });
        try
        {
            file.AddSeals(MemoryFileSeals.Exec);
        }
        catch (SyscallException e) when (e.Errno == Errno.EINVAL)
        {
            // Before Linux 6.3.
            Assert.Contains("6.3", e.Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(MemoryFileSeals.Exec | MemoryFileSeals.Shrink | MemoryFileSeals.Grow | MemoryFileSeals.Write | MemoryFileSeals.FutureWrite, file.Seals);
    }

    [Fact]
    public void Resize_And_Reserve_AreAsOfAnyFile()
    {
        using MemoryFile file = MemoryFile.Create("sized", 1L << 40);
        file.Resize(4096);
        file.Write("x"u8, 4095);
        file.Resize(4000);
        file.Reserve(0, 8192);
        byte[] last = new byte[1];
        Assert.Equal((8192, 1, 0), (file.SizeBytes, file.Read(last, 4095), (int)last[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Resize(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(last, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Write(last, -1));
    }

    [Fact]
    public void Release_ReadsAsZero_AndKeepsTheSize()
    {
        using MemoryFile file = MemoryFile.Create("holes", 0);
        file.Write(Enumerable.Repeat((byte)7, 3 * 4096).ToArray(), 0);
        file.Release(4096, 4096);
        byte[] buffer = new byte[3 * 4096];
        Assert.Equal(buffer.Length, file.Read(buffer, 0));
        Assert.Equal((7, 0, 0, 7), (buffer[4095], buffer[4096], buffer[8191], buffer[8192]));
        Assert.Equal(3 * 4096, file.SizeBytes);
    }

    [Fact]
    public void HugePages_AreUsedWhereThereAreAny_AndElseTheErrorSaysHowToGetThem()
    {
        var unknown = Assert.Throws<SyscallException>(() => MemoryFile.Create("huge", 0, new MemoryFileOptions { HugePageBytes = MiB }));
        Assert.Contains("hugepages", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("options", () => MemoryFile.Create("huge", 0, new MemoryFileOptions { HugePageBytes = 3 * MiB }));
        Assert.Throws<ArgumentException>("options", () => MemoryFile.Create("huge", 0, new MemoryFileOptions { HugePageBytes = 4096 }));
        if (!Directory.Exists("/sys/kernel/mm/hugepages/hugepages-2048kB"))
            return;

        using MemoryFile file = MemoryFile.Create("huge", 2 * MiB, new MemoryFileOptions { HugePageBytes = 2 * MiB });
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => file.Resize(4096)).Errno);
        file.AddSeals(MemoryFileSeals.Shrink);
        Assert.Contains("huge pages", Assert.Throws<InvalidDataException>(() => file.MapSealed(4096)).Message, StringComparison.Ordinal);
        try
        {
            file.Reserve(0, 2 * MiB);
            using MemoryMapping mapping = file.Map();
            mapping.Span[2 * MiB - 1] = 1;
        }
        catch (SyscallException e)
        {
            Assert.Equal(Errno.ENOSPC, e.Errno);
            Assert.Contains("vm.nr_hugepages", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AnyCall_AfterDispose_Throws()
    {
        MemoryFile file = MemoryFile.Create("gone", 4096);
        file.Dispose();
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => file.SizeBytes);
        Assert.Throws<ObjectDisposedException>(() => file.Seals);
        Assert.Throws<ObjectDisposedException>(() => file.AddSeals(MemoryFileSeals.Grow));
        Assert.Throws<ObjectDisposedException>(() => file.Map());
        Assert.Throws<ObjectDisposedException>(() => file.MapSealed(1));
        Assert.Throws<ObjectDisposedException>(() => file.Write("x"u8, 0));
    }

    [Fact]
    public void From_WhatIsNoMemfd_IsRefused_AndNothingStaysOpen()
    {
        string name = KernelName.Next();
        using PosixSharedMemory memory = PosixSharedMemory.Create(name, 4096);
        using AnonymousPipe pipe = AnonymousPipe.Create();
        int before = OpenDescriptors.Count();

        Assert.Throws<InvalidDataException>(() => MemoryFile.From(memory.Descriptor));
        PosixSharedMemory.Delete(name);
        Assert.Throws<InvalidDataException>(() => MemoryFile.From(memory.Descriptor));
        Assert.Throws<InvalidDataException>(() => MemoryFile.From(pipe.Reader.Descriptor));
        Assert.Throws<InvalidDataException>(() => MemoryFile.OpenOfProcess(Environment.ProcessId, pipe.Reader.Descriptor.Number));
        Assert.Throws<InvalidDataException>(() => MemoryFile.FromProcess(Environment.ProcessId, pipe.Writer.Descriptor.Number));
        Assert.Throws<ArgumentException>("options", () => MemoryFile.Create("huge", 0, new MemoryFileOptions { HugePageBytes = 3 }));

        Assert.Equal(before, OpenDescriptors.Count());
    }
}
