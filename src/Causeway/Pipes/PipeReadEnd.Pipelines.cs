using System.IO.Pipelines;

namespace Causeway;

/// <content>For parsers that read through System.IO.Pipelines.</content>
public sealed partial class PipeReadEnd
{
    /// <summary>A <see cref="PipeReader"/> over this end: it keeps what was examined and not consumed, and asks the kernel for more when needed.</summary>
    /// <remarks>Read through it alone from now on: it reads ahead. Completing it disposes this end, unless the options say otherwise.</remarks>
    /// <param name="options">Sizes of its buffers; null for the defaults.</param>
    public PipeReader AsPipeReader(StreamPipeReaderOptions? options = null) => PipeReader.Create(this, options);
}
