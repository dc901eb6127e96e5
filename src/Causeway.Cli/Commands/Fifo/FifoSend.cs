using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Fifo;

/// <summary><c>causeway fifo send</c>.</summary>
internal static class FifoSend
{
    private static readonly VerbOption s_timeout = new("--timeout", "TIME", "how long to wait for a reader to open it: 2, 500ms, 1m; 0 does not wait");

    public static readonly Verb Verb = new("send", ["PATH", "[MESSAGE...]"], "Writes into a FIFO; waits until somebody reads it.",
        [.. TransferFormats.Options, s_timeout], Run) { Notes = StreamRecords.SendNotes };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        TimeSpan? timeout = arguments.Duration(s_timeout);
        TransferFormat format = TransferFormats.Of(arguments);
        using PipeWriteEnd writer = Open(arguments.Operands[0], timeout, interruption.Token);
        StreamRecords.Send([.. arguments.Operands.Skip(1)], format, lineFeeds: true, long.MaxValue, data => writer.Write(data.Span, timeout: null, interruption.Token), interruption.Token);
        return 0;
    }

    private static PipeWriteEnd Open(string path, TimeSpan? timeout, CancellationToken token)
    {
        if (timeout != TimeSpan.Zero)
            return Causeway.Fifo.OpenWriter(path, FifoOpen.Wait, timeout, token);
        return Causeway.Fifo.TryOpenWriter(path, out PipeWriteEnd? writer) ? writer : throw new NothingThereException($"nobody reads \"{path}\"");
    }
}
