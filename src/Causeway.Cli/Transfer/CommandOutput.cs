namespace Causeway.Cli.Transfer;

/// <summary>What a command prints, out of a pipe.</summary>
/// <param name="reader">The pipe; whoever made it closes it.</param>
/// <param name="ended">
/// Cancelled once the command has ended and nothing more is to be waited for: what it printed is in the pipe then, and is still read; what it left
/// behind, which may hold the pipe open for ever, is not waited for.
/// </param>
internal sealed class CommandOutput(PipeReadEnd reader, CancellationToken ended)
{
    /// <summary>How much of what was in the pipe then is still there; null before.</summary>
    private int? _left;

    /// <summary>Reads some bytes.</summary>
    /// <returns>0 at the end.</returns>
    public int Read(Span<byte> buffer)
    {
        if (_left is null && TryAwait(buffer, out int count))
            return count;
        int left = _left ??= reader.BytesAvailable;
        if (left == 0 || !reader.TryRead(buffer[..Math.Min(buffer.Length, left)], out count))
            return 0;
        _left = left - count;
        return count;
    }

    private bool TryAwait(Span<byte> buffer, out int count)
    {
        try
        {
            count = reader.Read(buffer, timeout: null, ended);
            return true;
        }
        catch (OperationCanceledException)
        {
            count = 0;
            return false;
        }
    }
}
