namespace Causeway.Samples.Docs;

/// <summary>What docs/named-memory.md quotes.</summary>
public static class NamedMemoryPage
{
    public static long CountTogether(Domain domain)
    {
        using NamedMemory memory = NamedMemory.OpenOrCreate("totals", 4096, first => first.GetReference<long>(0) = 1000, domain: domain);
        long total = Interlocked.Increment(ref memory.GetReference<long>(0));   // whoever is first makes it 1001

        return total;
    }

    public static async Task<byte> LoadAsync(string path, Domain domain, CancellationToken cancellationToken)
    {
        using NamedMemory table = await NamedMemory.OpenOrCreateAsync(
            "table", new FileInfo(path).Length, its => its.Write(0, File.ReadAllBytes(path)), domain: domain, cancellationToken: cancellationToken);
        byte last = ReadLast(table);

        return last;
    }

    private static byte ReadLast(NamedMemory table)
    {
        using MappingLease lease = table.Lease();      // mapped until here, whoever disposes the handle
        byte last = lease.ReadOnlySpan[^1];

        return last;
    }
}
