using System.Globalization;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Two pipes or FIFOs, one for each direction, inherited as descriptors.</summary>
internal sealed class StreamLink(PipeWriteEnd forthIn, PipeReadEnd forthOut, PipeWriteEnd backIn, PipeReadEnd backOut) : IBenchLink
{
    private const int Output = 3;
    private const int Input = 4;

    public IReadOnlyList<string> Attach(LinkEnd end, ChildProcessOptions options)
    {
        options.Descriptors[Output] = (end == LinkEnd.Second ? backIn : forthIn).Descriptor;
        options.Descriptors[Input] = (end == LinkEnd.First ? backOut : forthOut).Descriptor;
        return [Output.ToString(CultureInfo.InvariantCulture), Input.ToString(CultureInfo.InvariantCulture)];
    }

    public void Dispose()
    {
        forthIn.Dispose();
        forthOut.Dispose();
        backIn.Dispose();
        backOut.Dispose();
    }
}
