using System.Runtime.InteropServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>sendmsg(2), on which sending with handles and credentials rests.</content>
public sealed partial class UnixSocket
{
    private void SendAttached(
        ReadOnlySpan<byte> buffer,
        ReadOnlySpan<SafeHandle> handles,
        UnixCredentials? credentials,
        UnixSocketAddress? receiver,
        Deadline deadline,
        CancellationToken token)
    {
        while (true)
        {
            var call = new SendMessageCall(Descriptor, buffer, handles, credentials, receiver, flags: 0);
            nint count = BlockingCall.Run(ref call, deadline, token, out Errno error);
            if (count == buffer.Length)
                return;
            if (count >= 0)
            {
                SendAll(buffer[(int)count..], deadline, token);
                return;
            }

            if (error != Errno.EAGAIN || receiver is not null)
                throw AttachedFailure(error, !handles.IsEmpty, credentials, receiver);
            if (!DescriptorPoll.Wait(Descriptor, LibC.POLLOUT, deadline, token))
                throw SendFailure(_peer, Errno.ETIMEDOUT);
        }
    }

    private bool TrySendAttached(ReadOnlySpan<byte> buffer, ReadOnlySpan<SafeHandle> handles, UnixCredentials? credentials, UnixSocketAddress? receiver, out int sent)
    {
        while (true)
        {
            nint count = new SendMessageCall(Descriptor, buffer, handles, credentials, receiver, LibC.MSG_DONTWAIT).Invoke(out Errno error);
            sent = (int)Math.Max(0, count);
            if (count >= 0)
                return true;
            if (error == Errno.EAGAIN)
                return false;
            if (error != Errno.EINTR)
                throw AttachedFailure(error, !handles.IsEmpty, credentials, receiver);
        }
    }

    private async ValueTask SendAttachedAsync(
        ReadOnlyMemory<byte> buffer,
        SafeHandle[] handles,
        UnixCredentials? credentials,
        UnixSocketAddress? receiver,
        CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var room = new Readiness(Descriptor, Direction.Write);
        while (true)
        {
            room.Look();
            if (TrySendAttached(buffer.Span, handles, credentials, receiver, out int sent))
            {
                if (sent < buffer.Length)
                    await SendAsync(buffer[sent..], token).ConfigureAwait(false);
                return;
            }

            if (receiver is not null)
            {
                // Room at somebody who is not the peer is announced by no descriptor.
                await SendOnAThreadAsync(buffer, handles, credentials, receiver, token).ConfigureAwait(false);
                return;
            }

            await room.WaitAsync(InlineContinuations, token).ConfigureAwait(false);
        }
    }

    /// <summary>Apart, because its closure is made on entry: a send that need not wait makes none.</summary>
    private Task SendOnAThreadAsync(ReadOnlyMemory<byte> buffer, SafeHandle[] handles, UnixCredentials? credentials, UnixSocketAddress receiver, CancellationToken token) =>
        DedicatedThread.RunAsync(() => SendAttached(buffer.Span, handles, credentials, receiver, Deadline.Infinite, token), token);

    private Exception AttachedFailure(Errno error, bool hasHandles, UnixCredentials? credentials, UnixSocketAddress? receiver)
    {
        string name = receiver?.ToString() ?? _peer?.ToString() ?? Name;
        if (error == Errno.ETOOMANYREFS)
            return SyscallFailure.Create("sendmsg", name, error, "more descriptors than RLIMIT_NOFILE are on their way and not yet received: let the receivers catch up, or raise the limit");
        if (error == Errno.ESRCH)
            return SyscallFailure.Create("sendmsg", name, error, $"there is no process {credentials?.ProcessId} to send in the name of: use UnixCredentials.Current");
        if (error == Errno.EPERM && (hasHandles || credentials is not null))
            return SyscallFailure.Create("sendmsg", name, error, RefusalAdvice(hasHandles, credentials));
        return receiver is null ? SendFailure(_peer, error) : SendToFailure(receiver, error);
    }

    private static string RefusalAdvice(bool hasHandles, UnixCredentials? credentials)
    {
        const string Rights = "the receiver takes no descriptors (SO_PASSRIGHTS is off there): send data alone";
        const string Credentials = "only CAP_SYS_ADMIN, CAP_SETUID and CAP_SETGID send in the name of another: use UnixCredentials.Current";
        if (credentials is null)
            return Rights;
        return hasHandles ? $"{Rights}; or {Credentials}" : Credentials;
    }
}
