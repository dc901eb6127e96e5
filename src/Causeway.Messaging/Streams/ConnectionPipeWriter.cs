using Causeway.Streams;

namespace Causeway.Messaging.Streams;

/// <summary>The writing half of <see cref="ConnectionPipe"/>, whose end can be that something failed: the peer must not take what came by then for the whole.</summary>
/// <param name="stream">What writes; its connection is aborted then.</param>
/// <param name="completeSending">The end in good order; after an end in none it finds nobody to be told.</param>
internal sealed class ConnectionPipeWriter(SharedConnectionStream stream, Action completeSending) : ResumablePipeWriter
{
    protected override bool ReaderIsGone => stream.Connection.State == SharedConnectionState.PeerClosed;

    protected override int TryWrite(ReadOnlySpan<byte> bytes) => stream.TryWriteSome(bytes);

    protected override void Write(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    protected override ValueTask<int> WriteSomeOnceThereIsRoomAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => stream.WriteSomeAsync(bytes, cancellationToken);

    protected override void End(Exception? failure, bool isFlushing)
    {
        if (isFlushing || failure is not null)
            stream.Connection.Abort();
        completeSending();
    }
}
