namespace Causeway.Tests.MessageQueues;

/// <summary>A name for one test's queue, which is gone at its end.</summary>
internal sealed class QueueName : IDisposable
{
    public string Name { get; } = KernelName.Next();

    public static implicit operator string(QueueName name) => name.Name;

    public void Dispose() => PosixMessageQueue.TryDelete(Name);
}
