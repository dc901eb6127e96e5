using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Causeway.Messaging.Rings;

/// <summary>An asynchronous send, or a wait for room alone.</summary>
internal sealed class WriteWaiter(RingWriter writer) : RingWaiter(writer), IValueTaskSource
{
    private ReadOnlyMemory<byte>? _message;
    private Exception? _failure;

    /// <summary>What is sent as soon as there is room; null: nothing.</summary>
    public void Prepare(ReadOnlyMemory<byte>? message)
    {
        _message = message;
        _failure = null;
    }

    void IValueTaskSource.GetResult(short token)
    {
        End(token);
        _message = null;
        Exception? failure = _failure;
        writer.LeaveWait();
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Sent before whoever awaits goes on, which may be long after.</summary>
    private protected override void Finish() => _failure = writer.FinishWait(_message);
}
