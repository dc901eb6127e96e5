namespace Causeway.Tests.Named;

/// <summary>Calls that block: on threads of their own, so that they take none from the pool, which asynchronous waits go on on.</summary>
internal static class OwnThread
{
    /// <summary>Starts one. Its thread ends with the call: a test that awaits it goes on elsewhere, and a mutex that it took is that of an ended thread.</summary>
    public static Task<T> Start<T>(Func<T> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.RunContinuationsAsynchronously, TaskScheduler.Default);
}
