using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Causeway.Sys;

namespace Causeway;

/// <summary>The stops and continuations of one child.</summary>
/// <remarks>
/// A pidfd announces the end alone. What announces these is SIGCHLD, which .NET hands to every registration, that of
/// System.Diagnostics.Process included; however many it stands for, the child itself is asked after each, by its pidfd, so
/// that no other child's state is taken.
/// </remarks>
internal static class ChildStateChanges
{
    public static async IAsyncEnumerable<ChildStateChange> ReadAsync(SafeFileDescriptor child, int processId, Task exit, [EnumeratorCancellation] CancellationToken token)
    {
        var bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => bell.Writer.TryWrite(item: true));
        using var left = new CancellationTokenSource();
        _ = exit.ContinueWith(_ => bell.Writer.TryWrite(item: true), left.Token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            while (true)
            {
                // What was before the registration is there to be taken, too.
                bool ended = exit.IsCompleted;
                while (Take(child, processId) is { } change)
                    yield return change;
                if (ended)
                    yield break;
                await bell.Reader.ReadAsync(token).ConfigureAwait(false);
            }
        }
        finally
        {
            // Nothing of this stays at the child, however often it is read.
            left.Cancel();
        }
    }

    private static unsafe ChildStateChange? Take(SafeFileDescriptor child, int processId)
    {
        LibC.siginfo_t info = default;
        int result;
        Errno error;
        try
        {
            do
                result = LibC.waitid(child, &info, LibC.WSTOPPED | LibC.WCONTINUED | LibC.WNOHANG, usage: null, out error);
            while (result != 0 && error == Errno.EINTR);
        }
        catch (ObjectDisposedException)
        {
            // It is reaped, and its owner let go.
            return null;
        }

        // ECHILD: it is reaped.
        if (result != 0 && error != Errno.ECHILD)
            throw SyscallFailure.Create("waitid", $"pid {processId}", error);
        if (result != 0 || info.si_pid == 0)
            return null;
        return new ChildStateChange(info.si_code != LibC.CLD_CONTINUED, new Signal(info.si_status));
    }
}
