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
    /// <param name="ended">As of <see cref="CommandOutput"/>.</param>
    public Task<byte[]> ReadToEnd(CancellationToken ended)
    {
        _output.Writer.Dispose();
        return Task.Factory.StartNew(() => Read(ended), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Dispose() => _output.Dispose();

    private byte[] Read(CancellationToken ended)
    {
        using PipeReadEnd reader = _output.Reader;
        using MemoryStream answer = new();
        byte[] buffer = new byte[65_536];
        CommandOutput output = new(reader, ended);
        while (answer.Length <= MostBytes && output.Read(buffer) is var count and > 0)
            answer.Write(buffer, 0, count);
        return answer.ToArray();
    }
}
