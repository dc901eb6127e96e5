using System.Globalization;
using Causeway.Messaging.Connections;
using Causeway.Messaging.Layout;
using Causeway.Sys;

namespace Causeway.Messaging.Meeting;

/// <summary>The accepting side of one meeting after another, side by side: checks who connects, hears the Hello, makes the memory, sends the Welcome.</summary>
/// <param name="name">The listener's.</param>
/// <param name="options">The listener's.</param>
/// <param name="room">How many more connections may be made before some are accepted.</param>
internal sealed class Acceptor(string name, SharedConnectionOptions options, SemaphoreSlim room)
{
    /// <summary>Meets one connector.</summary>
    /// <param name="guest">Who connected.</param>
    /// <param name="closing">The listener is closing.</param>
    /// <returns>The connection; null where the closing listener has taken leave of the guest.</returns>
    /// <exception cref="MeetingRefusal">Nothing came of it.</exception>
    public async Task<SharedConnection?> MeetAsync(Guest guest, CancellationToken closing)
    {
        UnixSocket socket = guest.Socket;
        UnixCredentials peer = Admit(socket);
        (Hello hello, SafeFileDescriptor? peerBell) = await HearAsync(socket, peer, closing).ConfigureAwait(false);
        try
        {
            int ringBytes = Agree(hello, peer);

            // Memory for connections that nobody accepts has an end: a place is given back when one is accepted.
            await room.WaitAsync(closing).ConfigureAwait(false);
            bool keepsPlace = false;
            try
            {
                if (!guest.TryTakeForMeeting())
                {
                    peerBell?.Dispose();
                    return null;
                }

                SharedConnection connection = Welcome(socket, peer, hello, ringBytes, peerBell);
                keepsPlace = true;
                return connection;
            }
            finally
            {
                if (!keepsPlace)
                    room.Release();
            }
        }
        catch
        {
            peerBell?.Dispose();
            throw;
        }
    }

    private UnixCredentials Admit(UnixSocket socket)
    {
        UnixCredentials peer = socket.PeerCredentials ?? throw new MeetingRefusal(MeetingStatus.RefusedByPolicy, "the kernel does not know who connected");
        try
        {
            if (options.Policy.Allows(socket, peer))
                return peer;
        }
        catch (Exception failure)
        {
            throw new MeetingRefusal(MeetingStatus.RefusedByPolicy, $"{MeetingText.Of(peer)}: the policy failed", failure);
        }

        throw new MeetingRefusal(MeetingStatus.RefusedByPolicy, $"{MeetingText.Of(peer)} is not admitted by the policy");
    }

    private async Task<(Hello Hello, SafeFileDescriptor? Bell)> HearAsync(UnixSocket socket, UnixCredentials peer, CancellationToken closing)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(closing);
        patience.CancelAfter(options.MeetingTimeout);
        byte[] message = new byte[Hello.Bytes + 1];
        try
        {
            using UnixReceived received = await socket.ReceiveWithHandlesAsync(message, maxHandles: 1, patience.Token).ConfigureAwait(false);
            return Understand(message, received, peer);
        }
        catch (OperationCanceledException) when (!closing.IsCancellationRequested)
        {
            throw new MeetingRefusal(status: null, string.Create(CultureInfo.InvariantCulture, $"{MeetingText.Of(peer)} connected and said nothing for {options.MeetingTimeout.TotalSeconds} s"));
        }
        catch (SyscallException gone)
        {
            throw new MeetingRefusal(status: null, $"{MeetingText.Of(peer)} went away", gone);
        }
    }

    private static (Hello Hello, SafeFileDescriptor? Bell) Understand(ReadOnlySpan<byte> message, UnixReceived received, UnixCredentials peer)
    {
        if (received.IsEnd)
            throw new MeetingRefusal(status: null, $"{MeetingText.Of(peer)} went away");
        if (received.IsTruncated && message[..received.Count].Length < Hello.Bytes)
            throw new MeetingRefusal(status: null, $"{MeetingText.Of(peer)} does not speak the protocol");
        if (!Hello.TryRead(message[..received.Count], out Hello hello))
            throw new MeetingRefusal(status: null, $"{MeetingText.Of(peer)} does not speak the protocol");
        if (hello.Version != Hello.CurrentVersion)
            throw new MeetingRefusal(MeetingStatus.WrongVersion, string.Create(CultureInfo.InvariantCulture, $"{MeetingText.Of(peer)} speaks version {hello.Version}, and this program version {Hello.CurrentVersion}"));
        if (!hello.Flags.HasFlag(MeetingFlags.Bell))
            return (hello, null);
        if (received.HandlesTruncated && received.Handles.Count == 0)
            throw OutOfDescriptors(SyscallFailure.Create("recvmsg", objectName: null, Errno.EMFILE, "the connector's eventfd could not be opened: raise RLIMIT_NOFILE (ulimit -n), or close some descriptors"), peer);
        if (received.HandlesTruncated || received.Handles.Count != 1 || !Bell.CanBe(received.Handles[0]))
            throw new MeetingRefusal(status: null, $"{MeetingText.Of(peer)} sent something else than an eventfd");

        // Another user's is not used: who has it could make a write to it wait.
        return (hello, peer.UserId == LibC.geteuid() ? received.Handles.Take(0) : null);
    }

    private int Agree(Hello hello, UnixCredentials peer)
    {
        if (hello.Mode != (uint)options.Mode)
            throw new MeetingRefusal(MeetingStatus.WrongMode, string.Create(CultureInfo.InvariantCulture, $"{MeetingText.Of(peer)} asked for mode {hello.Mode}, and this listener has {options.Mode} ({(uint)options.Mode})"));
        if (hello.RingBytes == 0)
            return options.RingBytes != 0 ? options.RingBytes : SharedConnectionOptions.DefaultRingBytes;
        int limit = Math.Max(options.Policy.LargestRingBytes, options.RingBytes);
        if (hello.RingBytes > (ulong)limit || !RingLayout.IsRingSize((long)hello.RingBytes))
            throw new MeetingRefusal(MeetingStatus.RingSizeRefused, string.Create(CultureInfo.InvariantCulture, $"{MeetingText.Of(peer)} asked for rings of {hello.RingBytes} bytes; a power of two from {RingLayout.LeastRingBytes} to {limit} is to be had (SharedConnectionPolicy.WithLargestRing)"));
        return (int)hello.RingBytes;
    }

    private SharedConnection Welcome(UnixSocket socket, UnixCredentials peer, Hello hello, int ringBytes, SafeFileDescriptor? peerBell)
    {
        bool barriers = hello.Flags.HasFlag(MeetingFlags.Barriers) && Membarrier.IsRegistered;
        RingMemory? memory = null;
        SafeFileDescriptor? ownBell = null;
        try
        {
            memory = RingMemory.Create(options.Mode, ringBytes, barriers, name, peer.ProcessId);
            ownBell = peerBell is null ? null : Bell.Create();
            MeetingFlags flags = (barriers ? MeetingFlags.Barriers : MeetingFlags.None) | (ownBell is null ? MeetingFlags.None : MeetingFlags.Bell);
            byte[] welcome = new Welcome(Hello.CurrentVersion, MeetingStatus.Ok, (uint)options.Mode, flags, (ulong)ringBytes).ToBytes();
            if (!socket.TrySendWithHandles(welcome, ownBell is null ? [memory.Descriptor] : [memory.Descriptor, ownBell], out _))
                throw new MeetingRefusal(status: null, $"{MeetingText.Of(peer)} does not read");
            memory.CloseDescriptor();
        }
        catch (Exception failure)
        {
            memory?.Dispose();
            ownBell?.Dispose();
            throw failure switch
            {
                SyscallException gone when gone.Errno == Errno.EPIPE || gone.Errno == Errno.ECONNRESET => new MeetingRefusal(status: null, $"{MeetingText.Of(peer)} went away", failure),
                SyscallException or UnauthorizedAccessException => OutOfDescriptors(failure, peer),
                _ => failure,
            };
        }

        var meeting = new MeetingSocket(socket, ownBell, peerBell);
        return MeetingEnd.Connect(new MeetingOutcome(name, meeting, memory, IsConnector: false, peer, options.Mode, ringBytes, barriers, options));
    }

    private static MeetingRefusal OutOfDescriptors(Exception failure, UnixCredentials peer) =>
        new(MeetingStatus.NoResources, $"{MeetingText.Of(peer)} could not be given a connection", failure);
}
