using Causeway.Sys;

namespace Causeway.Cli.Commands.Run;

/// <summary>What a command prints on its terminal, shown on this process's output.</summary>
/// <remarks>Nothing is taken from the terminal outside the gate, and all of it is written before the gate is left: so nothing is lost however slowly it is read.</remarks>
internal sealed class TerminalOutput(PseudoTerminal terminal)
{
    /// <summary>More than the kernel keeps of a terminal: 64 KiB on the way to its buffer of 4 KiB.</summary>
    private const int MostKept = 131_072;
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly System.Threading.Lock _gate = new();
    private readonly byte[] _buffer = new byte[16_384];
    private bool _isOver;

    /// <summary>Shows what comes, until the end.</summary>
    public void Show()
    {
        try
        {
            // 0: a signal interrupted the call.
            while (Poll(LibC.POLLIN, timeoutMilliseconds: -1) == 0 || TryShowSome(out _))
            {
            }
        }
        catch (ObjectDisposedException)
        {
            // CMD has ended, and what it left running has the terminal.
        }
    }

    /// <summary>
    /// Shows the rest: the command has ended. It is whole where nobody has the terminal any more; where something that was left running
    /// does, and may go on to print, it is what is there by now.
    /// </summary>
    public void ShowRest()
    {
        lock (_gate)
        {
            // Asked before it is read: what the command printed is there by then.
            bool isWhole = (Poll(events: 0, timeoutMilliseconds: 0) & LibC.POLLHUP) != 0;
            int left = MostKept;
            while ((isWhole || (left > 0 && Poll(LibC.POLLIN, timeoutMilliseconds: 0) != 0)) && TryShowSome(out int count))
                left -= count;
            _isOver = true;
        }
    }

    /// <summary>What the terminal is ready for; 0 where that is nothing.</summary>
    private unsafe short Poll(short events, int timeoutMilliseconds)
    {
        using HandleHold hold = new(terminal.Descriptor);
        LibC.pollfd entry = new() { fd = (int)hold.Value, events = events };
        return LibC.poll(&entry, 1, timeoutMilliseconds) > 0 ? entry.revents : (short)0;
    }

    private bool TryShowSome(out int count)
    {
        lock (_gate)
        {
            count = 0;
            if (_isOver)
                return false;
            try
            {
                count = terminal.Read(_buffer);
                _output.Write(_buffer, 0, count);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // Nobody reads what it prints: it learns of that by SIGHUP.
                count = 0;
            }

            _isOver = count == 0;
            return !_isOver;
        }
    }
}
