using System.IO.Pipelines;

namespace Causeway;

/// <summary>Two pipes, one for each direction, as one side of a conversation (<see cref="IDuplexPipe"/>).</summary>
/// <remarks>
/// What the one side writes to its <see cref="Output"/> the other reads from its <see cref="Input"/>. It owns both ends and
/// disposes them. One reader and one writer at a time.
/// </remarks>
public sealed class DuplexPipe : IDuplexPipe, IAsyncDisposable
{
    /// <summary>Joins two ends, for example those that this process inherited, or standard input and output.</summary>
    /// <param name="input">What this side reads.</param>
    /// <param name="output">What this side writes.</param>
    public DuplexPipe(PipeReadEnd input, PipeWriteEnd output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        Input = input.AsPipeReader();
        Output = output.AsPipeWriter();
    }

    /// <summary>What the other side wrote.</summary>
    public PipeReader Input { get; }

    /// <summary>What the other side will read, once it is flushed.</summary>
    public PipeWriter Output { get; }

    /// <summary>Creates two pipes and joins their ends crosswise (pipe2(2)).</summary>
    /// <exception cref="SyscallException">EMFILE: the process is at its descriptor limit. ENFILE: the machine is.</exception>
    public static (DuplexPipe First, DuplexPipe Second) CreatePair()
    {
        AnonymousPipe there = AnonymousPipe.Create();
        try
        {
            AnonymousPipe back = AnonymousPipe.Create();
            return (new DuplexPipe(back.Reader, there.Writer), new DuplexPipe(there.Reader, back.Writer));
        }
        catch
        {
            there.Dispose();
            throw;
        }
    }

    /// <summary>Flushes and closes what this side writes, then closes what it reads.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Output.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            await Input.CompleteAsync().ConfigureAwait(false);
        }
    }
}
