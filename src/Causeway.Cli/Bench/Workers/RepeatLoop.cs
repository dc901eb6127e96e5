using Causeway.Cli.Bench.Mechanisms;

namespace Causeway.Cli.Bench.Workers;

/// <summary>The commands of <c>bench/lock.h</c> and <c>bench/memory.h</c>, done by the library: an operation for each.</summary>
internal sealed class RepeatLoop() : WorkerLoop(Way.Blocking)
{
    private readonly Dictionary<string, Action<int, int>> _loops = new(StringComparer.Ordinal);

    /// <summary>Adds a command.</summary>
    public RepeatLoop With<TOperation>(string verb, TOperation operation)
        where TOperation : struct, IBenchOperation
    {
        _loops.Add(verb, (size, count) => Repeat(operation, size, count));
        return this;
    }

    /// <summary>Adds copying.</summary>
    public RepeatLoop WithCopies(CopyLoop.Mapped mapped)
    {
        _loops.Add(WorkerVerb.Copy, new CopyLoop(mapped).Run);
        return this;
    }

    protected override void Do(string verb, int size, int count)
    {
        if (!_loops.TryGetValue(verb, out Action<int, int>? loop))
            throw NoSuch(verb);
        loop(size, count);
    }

    private static void Repeat<TOperation>(TOperation operation, int size, int count)
        where TOperation : struct, IBenchOperation
    {
        for (int i = 0; i < count; i++)
            operation.Do(size);
    }
}
