namespace Causeway.Waiting;

/// <summary>Runs a call that no descriptor can announce on a thread of its own, so that it holds no thread of the pool.</summary>
internal static class DedicatedThread
{
    /// <summary>Runs the call; its thread ends with it.</summary>
    /// <param name="call">Blocks, and ends itself when the token is cancelled.</param>
    /// <param name="token">The call's own: makes its OperationCanceledException a cancelled task.</param>
    public static Task<T> RunAsync<T>(Func<T> call, CancellationToken token) =>
        Task.Factory.StartNew(call, token, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <inheritdoc cref="RunAsync{T}(Func{T}, CancellationToken)"/>
    public static Task RunAsync(Action call, CancellationToken token) =>
        Task.Factory.StartNew(call, token, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
