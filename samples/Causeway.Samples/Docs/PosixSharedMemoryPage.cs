namespace Causeway.Samples.Docs;

/// <summary>What docs/posix-shared-memory.md quotes.</summary>
public static class PosixSharedMemoryPage
{
    public static (bool WasCreated, long Total) CountTogether(string name)
    {
        using PosixSharedMemory memory = PosixSharedMemory.OpenOrCreate(name, 4096, initialize: first => first.GetReference<long>(0) = 1000);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        long total = Interlocked.Increment(ref mapping.GetReference<long>(0)); // whoever is first makes it 1001

        return (memory.WasCreated, total);
    }

    public static void Lengthen(PosixSharedMemory memory)
    {
        memory.Reserve(0, 8192);                                       // ENOSPC here, not SIGBUS later
        using MemoryMapping mapping = MemoryMapping.Map(memory);       // maps all of the new size
    }

    public static int ReadWithoutMapping(PosixSharedMemory memory)
    {
        byte[] buffer = new byte[64];
        int count = memory.Read(buffer, offset: 4096);                 // what is not there is not read

        return count;
    }

    public static void ShowAll()
    {
        foreach (PosixSharedMemoryEntry one in PosixSharedMemory.List())
            Console.WriteLine($"{one.Name}: {one.Status.SizeBytes} bytes, {one.Status.AllocatedBytes} taken, owner {one.Status.UserId}");
    }
}
