using System.IO.Pipelines;

namespace Causeway;

/// <content>For programs that write through System.IO.Pipelines.</content>
public sealed partial class PipeWriteEnd
{
    /// <summary>A <see cref="PipeWriter"/> over this end: it collects what is written and hands it to the kernel with each flush.</summary>
    /// <remarks>
    /// Write through it alone from now on. A flush that is longer than <see cref="AtomicWriteBytes"/>, or than one of its
    /// buffers, may be mixed with what other writers of the pipe write. Completing it flushes and disposes this end, unless the options say otherwise.
    /// </remarks>
    /// <param name="options">Sizes of its buffers; null for the defaults.</param>
    public PipeWriter AsPipeWriter(StreamPipeWriterOptions? options = null) => PipeWriter.Create(this, options);
}
