using System.Runtime.InteropServices;

namespace Causeway.Cli.Bench.Workers;

/// <summary>Copies one block after another from one place into a mapping, as <c>bench/memory.h</c> does.</summary>
/// <param name="mapped">The mapping, of <see cref="WorkerLimits.CopiedBytes"/>.</param>
internal sealed unsafe class CopyLoop(CopyLoop.Mapped mapped)
{
    private readonly byte* _block = Allocate();

    /// <summary>Keeps the mapping mapped while it is copied to.</summary>
    public delegate MappingLease Mapped();

    /// <summary>Copies so many blocks.</summary>
    public void Run(int size, int count)
    {
        // SAFETY: the block is as long as the mapping, and lives as long as the worker.
        ReadOnlySpan<byte> block = new(_block, size);
        using MappingLease to = mapped();
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            to.Write(at, block);
            at = (at + size) % WorkerLimits.CopiedBytes;
        }
    }

    /// <summary>At the start of a page, as in C; written to, because pages that never were are all the same one.</summary>
    private static byte* Allocate()
    {
        byte* block = (byte*)NativeMemory.AlignedAlloc(WorkerLimits.CopiedBytes, (nuint)Environment.SystemPageSize);
        new Span<byte>(block, WorkerLimits.CopiedBytes).Fill(1);
        return block;
    }
}
