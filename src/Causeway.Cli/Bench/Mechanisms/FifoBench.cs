using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>FIFOs: opened by path here, so that no worker waits for the other, and inherited.</summary>
internal sealed class FifoBench : IMessageBench
{
    public string Name => "fifo";

    public string Baseline => "pipe";

    public IBenchLink CreateLink()
    {
        // Open ends need no name.
        using PrivateDirectory directory = new("bench");
        (PipeWriteEnd forthIn, PipeReadEnd forthOut) = Open(directory.PathOf("forth"));
        try
        {
            (PipeWriteEnd backIn, PipeReadEnd backOut) = Open(directory.PathOf("back"));
            return new StreamLink(forthIn, forthOut, backIn, backOut);
        }
        catch
        {
            forthIn.Dispose();
            forthOut.Dispose();
            throw;
        }
    }

    public void Work(Way way, IReadOnlyList<string> names) => new MessageLoop<StreamChannel, int>(new StreamChannel(way, names), way).Run();

    private static (PipeWriteEnd Writer, PipeReadEnd Reader) Open(string path)
    {
        Fifo.Create(path);
        Task<PipeReadEnd> reader = Fifo.OpenReaderAsync(path);
        PipeWriteEnd writer = Fifo.OpenWriter(path);
        return (writer, reader.GetAwaiter().GetResult());
    }
}
