namespace Causeway.Samples.Docs;

/// <summary>What docs/memory-mapping.md quotes.</summary>
public static class MemoryMappings
{
    public static long Count(string path)
    {
        using MemoryMapping mapping = MemoryMapping.CreateFile(path, 4096);     // its room is reserved
        using (MappingLease lease = mapping.Lease())
        {
            ref long visits = ref lease.GetReference<long>(0);
            Interlocked.Increment(ref visits);
            lease.Write(64, "hello"u8);
        }

        mapping.Flush();                                                        // until the storage has it
        return mapping.GetReadOnlyReference<long>(0);
    }

    public static async Task SendAsync(MemoryMapping mapping, Stream stream, CancellationToken token)
    {
        using MappingMemory memory = mapping.LeaseMemory(0, 4096);
        await stream.WriteAsync(memory.ReadOnlyMemory, token);
    }

    public static string ReadFromAStranger(string path)
    {
        using MemoryMapping mapping = MemoryMapping.OpenFile(path, FileAccess.Read);
        byte[] record = new byte[64];
        try
        {
            mapping.ReadGuarded(0, record);
        }
        catch (SyscallException e) when (e.Errno == Errno.EFAULT)
        {
            return "the file was shortened";
        }

        return Convert.ToHexString(record);
    }

    public static void Grow(PosixSharedMemory memory, MemoryMapping mapping)
    {
        memory.Reserve(0, 2 * mapping.Length);      // the object first,
        mapping.Resize(2 * mapping.Length);         // then what is mapped of it
    }

    public static void PatchPrivately(string path)
    {
        using MemoryMapping mapping = MemoryMapping.OpenFile(path, new MappingOptions
        {
            Sharing = MappingSharing.Private,
            Populate = true,
        });
        mapping.Span[0] = (byte)'#';                    // seen here alone; the file stays as it is
        mapping.Protect(MappingProtection.Read);        // and from now on nobody here writes either
    }
}
