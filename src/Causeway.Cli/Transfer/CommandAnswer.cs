namespace Causeway.Cli.Transfer;

/// <summary>Collects what a command prints, while its input is still being written.</summary>
internal sealed class CommandAnswer : IDisposable
{
    /// <summary>More than any message may have.</summary>
    private const int MostBytes = 1 << 20;

    private readonly AnonymousPipe _output = AnonymousPipe.Create();

    /// <summary>The command's standard output.</summary>
    public SafeFileDescriptor Descriptor => _output.Writer.Descriptor;

    /// <summary>Reads to the end, on a thread of its own. A command that prints without end meets a closed pipe.</summary>
    public Task<byte[]> ReadToEnd(CancellationToken token)
    {
        _output.Writer.Dispose();
        return Task.Factory.StartNew(() => Read(token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Dispose() => _output.Dispose();

    private byte[] Read(CancellationToken token)
    {
        using PipeReadEnd reader = _output.Reader;
        using MemoryStream answer = new();
        byte[] buffer = new byte[65_536];
        try
        {
            while (answer.Length <= MostBytes && reader.Read(buffer, timeout: null, token) is var count and > 0)
                answer.Write(buffer, 0, count);
            return answer.ToArray();
        }
        catch (OperationCanceledException)
        {
            // This process ends, and the command is told.
            return [];
        }
    }
}
