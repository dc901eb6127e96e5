namespace Causeway.Samples.Docs;

/// <summary>What docs/sysv-shared-memory.md quotes.</summary>
public static class SysVSharedMemoryPage
{
    public static string CreateAndAttach(string file)
    {
        SysVKey key = SysVKey.FromPath(file, id: 1);
        SysVSharedMemory memory = SysVSharedMemory.Create(key, bytes: 4096);
        using (SysVSharedMemoryAttachment attachment = memory.Attach())
            attachment.Write(0, "order 17"u8);

        byte[] buffer = new byte[8];
        using (SysVSharedMemoryAttachment reader = SysVSharedMemory.Open(key, FileAccess.Read).Attach(readOnly: true))
            reader.Read(0, buffer);
        memory.Delete();

        return System.Text.Encoding.UTF8.GetString(buffer);
    }

    public static (int Count, long Sum) UseInPlace(SysVSharedMemory memory)
    {
        long sum = 0;

        using SysVSharedMemoryAttachment attachment = memory.Attach();
        using (MappingLease lease = attachment.Lease())
        {
            foreach (ref long price in lease.GetSpan<long>(offset: 64, count: 8))
                sum += price++;
        }

        int count = Interlocked.Increment(ref attachment.GetReference<int>(offset: 0));

        return (count, sum);
    }

    public static long AttachOrCreate(SysVKey key)
    {
        using SysVSharedMemoryAttachment table = SysVSharedMemory.AttachOrCreate(key, bytes: 4096, readyOffset: 0, initialize: static fresh =>
            fresh.GetSpan<long>(offset: 64, count: 8).Fill(100));
        long first = Volatile.Read(ref table.GetReference<long>(offset: 64));

        return first;
    }

    public static void Look(TextWriter output)
    {
        foreach (SysVSharedMemoryEntry entry in SysVSharedMemory.List())
        {
            output.WriteLine($"{entry.Memory}: {entry.Status.Bytes} bytes, attached {entry.Status.AttachCount} times");
            foreach (SysVSharedMemoryUser user in entry.Memory.GetUsers())
                output.WriteLine($"  by process {user.ProcessId}");
        }
    }
}
