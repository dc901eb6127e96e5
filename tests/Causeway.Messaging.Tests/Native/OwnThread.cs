namespace Causeway.Messaging.Tests.Native;

/// <summary>Calls that block: on threads of their own, so that they take none from the pool.</summary>
internal static class OwnThread
{
    public static Task<T> Start<T>(Func<T> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.RunContinuationsAsynchronously, TaskScheduler.Default);
}
