using System.Threading.Tasks.Sources;

namespace Causeway.Waiting;

/// <summary>What an asynchronous wait for a named object gives to await: a number, or whether it is not 0.</summary>
internal readonly struct SharedWait(SharedObject from, SharedWaiter? waiter, short version, int result)
{
    /// <summary>One that is over.</summary>
    public static SharedWait Of(SharedObject from, int result) => new(from, waiter: null, 0, result);

    /// <summary>What <see cref="SharedObject.TryTake"/> said; 0: the deadline passed.</summary>
    public ValueTask<int> AsNumber() => waiter is null ? ValueTask.FromResult(result) : new ValueTask<int>((IValueTaskSource<int>)waiter, version);

    /// <summary>False: the deadline passed. A death is told by an exception.</summary>
    public ValueTask<bool> AsBoolean() => waiter is null ? from.Tell(result) : new ValueTask<bool>((IValueTaskSource<bool>)waiter, version);
}
