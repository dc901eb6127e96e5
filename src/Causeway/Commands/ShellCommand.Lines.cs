using Causeway.Commands;

namespace Causeway;

/// <content>Line by line.</content>
public sealed partial class ShellCommand
{
    /// <summary>Reads the output line by line, as it comes, to its end.</summary>
    /// <remarks>
    /// A line ends with a newline, which is not part of it; the last may lack it. UTF-8; what is none becomes U+FFFD. It
    /// reads ahead: who stops before the end loses what was read, and should not read <see cref="Output"/> on.
    /// </remarks>
    /// <param name="cancellationToken">Ends the enumeration; the command goes on: see <see cref="Kill"/>.</param>
    /// <exception cref="InvalidOperationException">Opened to write only.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<string> ReadLinesAsync(CancellationToken cancellationToken = default) => PipeLines.ReadAsync(Output, cancellationToken);

    /// <summary>Reads standard error line by line, as <see cref="ReadLinesAsync"/> does the output. Enumerate both at once, or the command may wait for room in the other.</summary>
    /// <param name="cancellationToken">Ends the enumeration; the command goes on: see <see cref="Kill"/>.</param>
    /// <exception cref="InvalidOperationException">Not opened with <see cref="StandardErrorMode.Separate"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<string> ReadErrorLinesAsync(CancellationToken cancellationToken = default) => PipeLines.ReadAsync(Error, cancellationToken);
}
