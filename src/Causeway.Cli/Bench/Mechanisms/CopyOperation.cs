using System.Runtime.InteropServices;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Copies one block after another from one place into a mapping, as <c>bench/memory.h</c> does.</summary>
/// <param name="target">The mapping, of <see cref="WorkerLimits.CopiedBytes"/>.</param>
internal unsafe struct CopyOperation<TTarget>(TTarget target) : IBenchOperation
    where TTarget : struct, ICopyTarget
{
    private readonly byte* _block = Allocate();
    private int _at;

    public void Do(int size)
    {
        // SAFETY: the block is as long as the mapping, and lives as long as the worker.
        target.Write(_at, new ReadOnlySpan<byte>(_block, size));
        _at = (_at + size) % WorkerLimits.CopiedBytes;
    }

    /// <summary>At the start of a page, as in C; written to, because pages that never were are all the same one.</summary>
    private static byte* Allocate()
    {
        byte* block = (byte*)NativeMemory.AlignedAlloc(WorkerLimits.CopiedBytes, (nuint)Environment.SystemPageSize);
        new Span<byte>(block, WorkerLimits.CopiedBytes).Fill(1);
        return block;
    }
}

/// <summary>What blocks are copied into.</summary>
internal interface ICopyTarget
{
    /// <summary>Copies one.</summary>
    void Write(int offset, ReadOnlySpan<byte> block);
}
