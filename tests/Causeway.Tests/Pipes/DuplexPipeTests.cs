using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Causeway.Tests.Pipes;

/// <summary>Pipes through System.IO.Pipelines.</summary>
public sealed class DuplexPipeTests
{
    [Fact]
    public async Task Duplex_LinesBothWays_ThenTheEnd()
    {
        (DuplexPipe first, DuplexPipe second) = DuplexPipe.CreatePair();
        await using (second)
        {
            await using (first)
            {
                await first.Output.WriteAsync("ask\n"u8.ToArray());
                Assert.Equal("ask", await ReadLineAsync(second.Input));
                await second.Output.WriteAsync("ans"u8.ToArray());
                await second.Output.WriteAsync("wer\nrest"u8.ToArray());
                Assert.Equal("answer", await ReadLineAsync(first.Input));
            }

            ReadResult end = await second.Input.ReadAsync();
            Assert.True(end is { IsCompleted: true, Buffer.IsEmpty: true });
        }
    }

    [Fact]
    public async Task PipeReader_PendingReadCancelled_CanReadOn()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        PipeReader reader = pipe.Reader.AsPipeReader();
        ValueTask<ReadResult> pending = reader.ReadAsync();
        Assert.False(pending.IsCompleted);
        reader.CancelPendingRead();
        Assert.True((await pending).IsCanceled);
        pipe.Writer.Write("on\n"u8);
        Assert.Equal("on", await ReadLineAsync(reader));
        await reader.CompleteAsync();
        Assert.False(pipe.Reader.CanRead);
    }

    [Fact]
    public async Task PipeWriter_Completed_FlushesAndClosesTheEnd()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        PipeWriter writer = pipe.Writer.AsPipeWriter();
        writer.Write("buffered"u8);
        Assert.Equal(0, pipe.Reader.BytesAvailable);
        await writer.CompleteAsync();
        using var rest = new StreamReader(pipe.Reader);
        Assert.Equal("buffered", await rest.ReadToEndAsync());
    }

    [Fact]
    public async Task DisposeAsync_NobodyReadsWhatIsUnflushed_ThrowsAndClosesBothEnds()
    {
        using AnonymousPipe there = AnonymousPipe.Create();
        using AnonymousPipe back = AnonymousPipe.Create();
        var duplex = new DuplexPipe(back.Reader, there.Writer);
        duplex.Output.Write("lost"u8);
        there.Reader.Dispose();
        Assert.Equal(Errno.EPIPE, (await Assert.ThrowsAsync<SyscallException>(() => duplex.DisposeAsync().AsTask())).Errno);
        Assert.False(back.Reader.CanRead);
        Assert.False(there.Writer.CanWrite);
    }

    [Fact]
    public async Task FlushAsync_Cancelled_SaysSo()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        await pipe.Writer.FlushAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pipe.Writer.FlushAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Duplex_AroundACProgram_Talks()
    {
        using AnonymousPipe there = AnonymousPipe.Create();
        using AnonymousPipe back = AnonymousPipe.Create();
        var options = new ChildProcessOptions(CCompiler.Compile("pipe_upper"));
        options.Descriptors[3] = there.Reader.Descriptor;
        options.Descriptors[4] = back.Writer.Descriptor;
        using Peer peer = Peer.Start(options);
        there.Reader.Dispose();
        back.Writer.Dispose();
        await using (var duplex = new DuplexPipe(back.Reader, there.Writer))
        {
            await duplex.Output.WriteAsync("line\n"u8.ToArray());
            Assert.Equal("LINE", await ReadLineAsync(duplex.Input));
        }

        peer.ExpectSuccess();
    }

    private static async Task<string> ReadLineAsync(PipeReader reader)
    {
        while (true)
        {
            ReadResult result = await reader.ReadAsync();
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                string line = Encoding.UTF8.GetString(result.Buffer.Slice(0, end));
                reader.AdvanceTo(result.Buffer.GetPosition(1, end));
                return line;
            }

            Assert.False(result.IsCompleted, "the end before the line's");
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
