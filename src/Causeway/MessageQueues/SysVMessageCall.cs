using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.MessageQueues;

/// <summary>One msgsnd(2) or msgrcv(2) with its arguments.</summary>
// SAFETY: the envelope is held still by the caller, which outlives the call.
internal unsafe struct SysVMessageCall : IBlockingCall
{
    /// <summary>Longest envelope that is made on the stack: a message of the usual msgmax with its type.</summary>
    public const int BytesOnStack = sizeof(long) + SysVEnvelope.LongBytes;

    private readonly int _id;
    private readonly byte* _envelope;
    private readonly int _length;
    private readonly nint _type;
    private readonly bool _sends;
    private int _flags;

    private SysVMessageCall(int id, byte* envelope, int length, nint type, int flags, bool sends)
    {
        _id = id;
        _envelope = envelope;
        _length = length;
        _type = type;
        _flags = flags;
        _sends = sends;
    }

    public static bool KeepsDeadline => false;

    /// <summary>The kernel's word for "not now": the queue is full, or has no such message.</summary>
    public readonly Errno WouldWait => _sends ? Errno.EAGAIN : Errno.ENOMSG;

    /// <summary>Sends an envelope: the type, then this many bytes.</summary>
    public static SysVMessageCall Send(int id, byte* envelope, int length) => new(id, envelope, length, 0, 0, sends: true);

    /// <summary>Receives into an envelope: the type, then at most this many bytes.</summary>
    public static SysVMessageCall Receive(int id, byte* envelope, int length, nint type, int flags) => new(id, envelope, length, type, flags, sends: false);

    /// <summary>
    /// In one call, where nothing is to end it early. Else it is tried first: what need not wait is not made ready to be
    /// interrupted. The error is <see cref="WouldWait"/> where it may not wait, ETIMEDOUT where it waited in vain.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Run(in SysVMessageWait wait, out Errno error) => wait.IsEndless
        ? BlockingCall.Run(ref this, Deadline.Infinite, CancellationToken.None, out error)
        : RunLimited(wait, out error);

    private nint RunLimited(in SysVMessageWait wait, out Errno error)
    {
        wait.Token.ThrowIfCancellationRequested();
        if (!wait.HasBeenTried)
        {
            nint result = Try(out error);
            if (result >= 0 || error != WouldWait || wait.IsNone)
                return result;
            if (wait.Deadline.HasPassed)
            {
                error = Errno.ETIMEDOUT;
                return result;
            }
        }

        return BlockingCall.Run(ref this, wait.Deadline, wait.Token, out error);
    }

    public readonly nint Invoke(out Errno error) => _sends
        ? LibC.msgsnd(_id, _envelope, (nuint)_length, _flags, out error)
        : LibC.msgrcv(_id, _envelope, (nuint)_length, _type, _flags, out error);

    private nint Try(out Errno error)
    {
        _flags |= LibC.IPC_NOWAIT;
        nint result = Invoke(out error);
        _flags &= ~LibC.IPC_NOWAIT;
        return result;
    }
}
