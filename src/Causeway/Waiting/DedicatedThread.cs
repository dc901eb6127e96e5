using System.Runtime.CompilerServices;

namespace Causeway.Waiting;

/// <summary>Runs a call that no descriptor can announce on a thread of its own, so that it holds no thread of the pool.</summary>
internal static class DedicatedThread
{
    private static readonly DedicatedThreadScheduler s_scheduler = new();

    /// <summary>Runs the call; its thread then waits a while for another one. What awaits it continues on the pool.</summary>
    /// <param name="call">Blocks, and ends itself when the token is cancelled.</param>
    /// <param name="token">The call's own: makes its OperationCanceledException a cancelled task.</param>
    public static Task<T> RunAsync<T>(Func<T> call, CancellationToken token) =>
        Task.Factory.StartNew(call, token, TaskCreationOptions.DenyChildAttach, s_scheduler);

    /// <inheritdoc cref="RunAsync{T}(Func{T}, CancellationToken)"/>
    public static Task RunAsync(Action call, CancellationToken token) =>
        Task.Factory.StartNew(call, token, TaskCreationOptions.DenyChildAttach, s_scheduler);

    /// <summary>
    /// Awaited: the asynchronous method goes on on a thread of its own, where it may block, until it awaits
    /// <see cref="Leave"/>, in a finally block. For calls made often: nothing is allocated once there are threads.
    /// </summary>
    public static Entrance Enter() => default;

    /// <summary>Awaited: the method goes on on the pool, and whoever awaits it does not take the thread along.</summary>
    public static YieldAwaitable Leave() => Task.Yield();

    /// <summary>What <see cref="Enter"/> has awaited.</summary>
    public readonly struct Entrance : ICriticalNotifyCompletion
    {
        /// <summary>Never: no thread is one's own before.</summary>
        public bool IsCompleted => false;

        /// <summary>Itself.</summary>
        public Entrance GetAwaiter() => this;

        /// <summary>Nothing comes of it.</summary>
        public void GetResult()
        {
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => s_scheduler.QueueContinuation(continuation);
    }
}
