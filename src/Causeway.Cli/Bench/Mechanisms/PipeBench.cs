using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Anonymous pipes.</summary>
internal sealed class PipeBench : IMessageBench
{
    public string Name => "pipe";

    public string Baseline => "pipe";

    public IBenchLink CreateLink()
    {
        AnonymousPipe forth = AnonymousPipe.Create();
        try
        {
            AnonymousPipe back = AnonymousPipe.Create();
            return new StreamLink(forth.Writer, forth.Reader, back.Writer, back.Reader);
        }
        catch
        {
            forth.Dispose();
            throw;
        }
    }

    public void Work(Way way, IReadOnlyList<string> names) => new MessageLoop<StreamChannel, int>(new StreamChannel(way, names), way).Run();
}
