namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>A mapping that blocks are copied into.</summary>
internal readonly struct MappedTarget(MemoryMapping mapping) : ICopyTarget
{
    public void Write(int offset, ReadOnlySpan<byte> block) => block.CopyTo(mapping.GetSpan<byte>(offset, block.Length));
}
