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
}
