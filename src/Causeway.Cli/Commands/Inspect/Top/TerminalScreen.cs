using System.Text;
using Causeway.Cli.Commands.Verbs;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Inspect.Top;

/// <summary>The terminal's other screen: what was on it before is there again when this is disposed, with the terminal as it was.</summary>
internal sealed class TerminalScreen : IDisposable
{
    private const int Input = 0;
    private const int Output = 1;
    private const int EscapeMilliseconds = 30;

    /// <summary>The other screen, no cursor, lines that are too long are cut.</summary>
    private const string Enter = "\e[?1049h\e[?25l\e[?7l";
    private const string Leave = "\e[?7h\e[?25h\e[?1049l";
    private const string Home = "\e[H";
    private const string Rest = "\e[K";
    private const string Marked = "\e[7m";
    private const string Plain = "\e[0m";

    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly string? _settings;

    private TerminalScreen(string? settings) => _settings = settings;

    /// <summary>Whether there is one to draw on and to read keys from.</summary>
    public static bool IsPossible => !Console.IsInputRedirected && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Takes the terminal. Keys come one by one; those that make signals still do, but for the one that stops a process: the screen would stay.</summary>
    public static TerminalScreen Open()
    {
        string? settings = TerminalSettings.Save();
        TerminalScreen screen = new(settings);
        if (settings is not null)
            TerminalSettings.Set("-icanon", "-echo", "min", "1", "time", "0", "susp", "undef");
        screen.Write(Enter);
        return screen;
    }

    /// <summary>Its size now; 80 by 24 where it does not tell.</summary>
    public static unsafe (int Width, int Height) Size
    {
        get
        {
            LibC.winsize size;
            bool isTold = LibC.ioctl(Output, LibC.TIOCGWINSZ, (int*)&size, out _) == 0 && size is { ws_col: > 0, ws_row: > 0 };
            return isTold ? (size.ws_col, size.ws_row) : (80, 24);
        }
    }

    /// <summary>Draws over what is there.</summary>
    public void Draw(IReadOnlyList<string> lines, int marked)
    {
        StringBuilder text = new(Home);
        for (int index = 0; index < lines.Count; index++)
        {
            text.Append(index == 0 ? "" : "\r\n").Append(index == marked ? Marked : "").Append(lines[index]).Append(index == marked ? Plain : "").Append(Rest);
        }

        Write(text.ToString());
    }

    /// <summary>Waits for keys; false at the end of input. Not by the runtime's stream, which edits lines and sets the terminal as that needs it.</summary>
    public static bool TryReadKeys(Span<byte> buffer, out List<TopKey> keys)
    {
        int count = Read(buffer);

        // A sequence may come in two pieces; the key alone is followed by nothing.
        if (count > 0 && buffer[count - 1] == '\e' && count < buffer.Length && IsReadable())
            count += Math.Max(0, Read(buffer[count..]));
        keys = TopKey.Parse(buffer[..Math.Max(0, count)]);
        return count > 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Write(Leave);
        }
        catch (IOException)
        {
            // The terminal is gone.
        }

        if (_settings is not null)
            TerminalSettings.Set(_settings);
        _output.Dispose();
    }

    private static unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = LibC.read(Input, start, (nuint)buffer.Length, out Errno error);
                if (count >= 0 || error != Errno.EINTR)
                    return (int)count;
            }
        }
    }

    private static unsafe bool IsReadable()
    {
        LibC.pollfd entry = new() { fd = Input, events = LibC.POLLIN };
        return LibC.poll(&entry, 1, EscapeMilliseconds) > 0;
    }

    private void Write(string text) => _output.Write(Encoding.UTF8.GetBytes(text));
}
