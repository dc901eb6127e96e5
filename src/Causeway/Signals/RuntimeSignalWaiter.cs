namespace Causeway;

/// <summary>One wait for a delivery by the runtime.</summary>
internal sealed class RuntimeSignalWaiter(SignalSet signals) : TaskCompletionSource<ReceivedSignal>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>What for.</summary>
    public SignalSet Signals => signals;

    /// <summary>Where it is listed; null: nowhere. Under the gate of <see cref="RuntimeSignals"/>.</summary>
    public LinkedListNode<RuntimeSignalWaiter>? Node { get; set; }
}
