namespace Causeway.Messaging.Tests;

/// <summary>Calls that block: on threads of their own, so that they take none from the pool, which asynchronous waits go on on.</summary>
internal static class OwnThread
{
    public static Task<T> Start<T>(Func<T> call) => Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public static Task Start(Action call) => Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
