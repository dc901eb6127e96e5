namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>What one thread does again and again. Implemented by structs, as <see cref="IBenchChannel{TReceived}"/> is.</summary>
internal interface IBenchOperation
{
    /// <summary>Does it once.</summary>
    /// <param name="size">In bytes, where it has a size.</param>
    void Do(int size);
}
